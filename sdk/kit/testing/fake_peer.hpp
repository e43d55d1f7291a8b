#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <api/async/event.hpp>
#include <api/net/peer.hpp>

#include "loop.hpp"
#include "memory_link.hpp"

namespace plexus::testing {

/// A peer without a pool: it notes what is reported, and keeps protocol handles.
class FakePeer final : public net::Peer, public std::enable_shared_from_this<FakePeer> {
public:
    FakePeer(Loop& loop, net::Node node, net::Direction direction = net::Direction::outbound);

    std::vector<net::PeerEvent> events{};             ///< what was reported
    std::optional<net::Reason> reason{};              ///< why it was disconnected
    std::vector<net::CapabilityInfo> capabilities{};  ///< what shared() says
    std::string name{"fake/v1"};                      ///< what client() says

    const net::Node& node() const noexcept override { return node_; }
    net::Direction direction() const noexcept override { return direction_; }
    const std::string& client() const noexcept override { return name; }
    const std::vector<net::CapabilityInfo>& shared() const noexcept override {
        return capabilities;
    }
    Executor strand() const override { return strand_; }
    void report(net::PeerEvent event) override { events.push_back(event); }
    void disconnect(net::Reason why) override;
    bool connected() const noexcept override { return !reason; }
    net::LinkStats stats() const override { return {}; }
    void withdraw(const ServiceKey& key) override;

protected:
    std::shared_ptr<void> find_handle(const ServiceKey& key) const override;
    awaitable<Result<std::shared_ptr<void>>> await_handle(ServiceKey key, Duration limit) override;
    void offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) override;

private:
    using Identity = std::pair<std::string, std::uint32_t>;

    awaitable<Result<std::shared_ptr<void>>> look_for(ServiceKey key);

    net::Node node_;
    net::Direction direction_;
    Executor strand_;
    Event changed_;
    std::map<Identity, std::shared_ptr<void>> handles_;
};

/// A capability's view of a link that carries nothing else.
class FakePipe final : public net::Pipe {
public:
    /// @param link  one end of `connect()`
    explicit FakePipe(net::LinkPtr link);

    awaitable<Result<net::Message>> receive() override;
    Result<void> post(net::SharedMessage message, net::Priority priority) override;
    std::size_t queued_bytes() const noexcept override { return link_->queued_bytes(); }

    /// Drops the connection.
    void cut() { link_.reset(); }

private:
    net::LinkPtr link_;
    net::SizeLimit any_size_;
};

}  // namespace plexus::testing
