#pragma once

#include <memory>
#include <utility>

#include <api/net/protocol_session.hpp>

#include "connection.hpp"

namespace plexus::peers {

/// The ProtocolSession that a capability gets for its peer. It keeps the connection's record of the
/// capability alive.
class CapabilitySession final : public net::ProtocolSession {
public:
    CapabilitySession(std::shared_ptr<Connection> connection, CapabilityRecord& record)
        : connection_(std::move(connection)), peer_(connection_), record_(record) {}

    const net::PeerPtr& peer() const noexcept override { return peer_; }
    const net::CapabilityInfo& capability() const noexcept override { return record_.info(); }
    void report(net::PeerReport report) override {
        report.capability = record_.info().name;
        report.version = record_.info().version;
        connection_->report(std::move(report));
    }
    net::ProtocolCounters& counters() noexcept override { return record_.counters(); }
    void set_head(const net::PeerHead& head) override { record_.set_head(head); }

protected:
    Result<void> offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) override {
        return connection_->offer(key, std::move(handle));
    }
    void withdraw_handle(const ServiceKey& key) override { connection_->withdraw(key); }

private:
    std::shared_ptr<Connection> connection_;
    net::PeerPtr peer_;
    CapabilityRecord& record_;
};

}  // namespace plexus::peers
