#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/net/peer.hpp>

#include <plugins/peers/pool/ending.hpp>
#include "protocol_handles.hpp"

namespace plexus::peers {

class Connection;

/// Hears what sessions and handlers say of a peer.
class EventSink {
public:
    virtual ~EventSink() = default;

    /// @thread any
    virtual void book(std::shared_ptr<Connection> peer, net::PeerEvent event) = 0;
};

/// What the pool has counted for one peer.
struct Tally {
    std::atomic<int> score = 0;
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> failures = 0;
};

/// The handle of one peer, shared with whoever wants it. It holds no link: the session does, which
/// feeds this while it lasts.
class Connection final : public net::Peer, public std::enable_shared_from_this<Connection> {
public:
    struct Facts {
        net::Node node{};
        net::Direction direction = net::Direction::outbound;
        std::string client{};
        std::vector<net::CapabilityInfo> shared{};
    };

    /// @param sink  told of events as long as it lives
    Connection(const Executor& strand, Facts facts, std::weak_ptr<EventSink> sink);

    const net::Node& node() const noexcept override { return facts_.node; }
    net::Direction direction() const noexcept override { return facts_.direction; }
    const std::string& client() const noexcept override { return facts_.client; }
    const std::vector<net::CapabilityInfo>& shared() const noexcept override {
        return facts_.shared;
    }
    Executor strand() const override { return strand_; }
    void report(net::PeerEvent event) override;
    void disconnect(net::Reason reason) override;
    bool connected() const noexcept override { return connected_; }
    net::LinkStats stats() const override;
    void withdraw(const ServiceKey& key) override { handles_.withdraw(key); }

    const net::NodeId& id() const noexcept { return facts_.node.id; }
    SteadyTime since() const noexcept { return since_; }
    Tally& tally() noexcept { return tally_; }

    /// Ends the connection, unless it has ended already: the first reason counts.
    /// @thread the peer's strand
    void end(Ending ending);

    /// Waits for the end.
    /// @thread the peer's strand
    awaitable<Ending> ended();

    /// Takes the protocol handles back.
    /// @thread the peer's strand
    void retire();

    /// @thread the peer's strand
    void publish(const net::LinkStats& stats);

protected:
    std::shared_ptr<void> find_handle(const ServiceKey& key) const override {
        return handles_.find(key);
    }
    awaitable<Result<std::shared_ptr<void>>> await_handle(ServiceKey key, Duration limit) override;
    void offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) override;

private:
    awaitable<Result<std::shared_ptr<void>>> look_for(ServiceKey key);
    void wake();

    Executor strand_;
    Facts facts_;
    std::weak_ptr<EventSink> sink_;
    SteadyTime since_;
    Tally tally_;
    ProtocolHandles handles_;
    std::atomic<bool> connected_ = true;
    std::atomic<bool> retired_ = false;
    std::optional<Ending> ending_;  // the strand's
    Event changed_;                 // the strand's

    mutable std::mutex stats_mutex_;
    net::LinkStats stats_{};
};

}  // namespace plexus::peers
