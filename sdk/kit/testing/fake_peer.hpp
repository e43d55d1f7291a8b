#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <api/async/event.hpp>
#include <api/net/peer.hpp>
#include <api/net/protocol_session.hpp>

#include "loop.hpp"
#include "memory_link.hpp"

namespace plexus::testing {

/// A peer without a pool: it notes what its sessions report, and keeps protocol handles.
///
/// @thread  what net::Peer promises; the members are for when nobody else uses it
class FakePeer final : public net::Peer, public std::enable_shared_from_this<FakePeer> {
public:
    /// @param node  what node() returns
    FakePeer(Loop& loop, net::Node node, net::Direction direction = net::Direction::outbound);
    /// @param node  what node() returns
    FakePeer(Executor strand, net::Node node, net::Direction direction = net::Direction::outbound);

    std::vector<net::PeerReport> reports{};           ///< what its sessions reported
    std::vector<net::PeerEvent> events{};             ///< of these, what happened
    std::optional<net::Reason> reason{};              ///< why it was disconnected
    std::vector<net::CapabilityInfo> capabilities{};  ///< what shared() says
    std::vector<net::HelloCapability> hello{};        ///< what advertised() says
    asio::ip::tcp::endpoint own_end{};                ///< what local() says
    std::string name{"fake/v1"};                      ///< what client() says
    net::PeerStats numbers{};                         ///< what stats() says

    /// What a capability would be handed to serve this peer.
    net::ProtocolSessionPtr session(net::CapabilityInfo capability);

    /// Puts a protocol handle there, as the session to which it belongs would.
    template <class T>
    void offer(std::shared_ptr<T> handle) {
        put(T::key, std::move(handle));
    }
    /// Takes back what was offered under the type's key.
    template <class T>
    void withdraw() {
        put(T::key, nullptr);
    }

    /// Notes a report.
    void report(net::PeerReport report);

    const net::Node& node() const noexcept override { return node_; }
    net::Direction direction() const noexcept override { return direction_; }
    const std::string& client() const noexcept override { return name; }
    const std::vector<net::CapabilityInfo>& shared() const noexcept override {
        return capabilities;
    }
    const std::vector<net::HelloCapability>& advertised() const noexcept override { return hello; }
    asio::ip::tcp::endpoint local() const noexcept override { return own_end; }
    Executor strand() const override { return strand_; }
    void disconnect(net::Reason why) override;
    bool connected() const noexcept override;
    net::PeerStats stats() const override { return numbers; }

protected:
    std::shared_ptr<void> find_handle(const ServiceKey& key) const override;
    awaitable<Result<std::shared_ptr<void>>> await_handle(ServiceKey key, Duration limit) override;

private:
    friend class FakeProtocolSession;
    using Identity = std::pair<std::string, std::uint32_t>;

    Result<void> put(const ServiceKey& key, std::shared_ptr<void> handle);
    awaitable<Result<std::shared_ptr<void>>> look_for(ServiceKey key);

    net::Node node_;
    net::Direction direction_;
    Executor strand_;
    Event changed_;
    mutable std::mutex mutex_;
    std::map<Identity, std::shared_ptr<void>> handles_;
};

/// What one capability is handed of a FakePeer.
class FakeProtocolSession final : public net::ProtocolSession {
public:
    /// @param capability  what capability() returns
    FakeProtocolSession(std::shared_ptr<FakePeer> peer, net::CapabilityInfo capability)
        : fake_(std::move(peer)), peer_(fake_), capability_(std::move(capability)) {}

    std::optional<net::PeerHead> head{};  ///< what the session told

    const net::PeerPtr& peer() const noexcept override { return peer_; }
    const net::CapabilityInfo& capability() const noexcept override { return capability_; }
    void report(net::PeerReport report) override;
    net::ProtocolCounters& counters() noexcept override { return counters_; }
    void set_head(const net::PeerHead& told) override { head = told; }

protected:
    Result<void> offer_handle(const ServiceKey& key, std::shared_ptr<void> handle) override;
    void withdraw_handle(const ServiceKey& key) override;

private:
    std::shared_ptr<FakePeer> fake_;
    net::PeerPtr peer_;
    net::CapabilityInfo capability_;
    net::ProtocolCounters counters_;
};

/// A capability's view of a link that carries nothing else.
class FakePipe final : public net::Pipe {
public:
    /// @param link  one end of `connect()`
    explicit FakePipe(net::LinkPtr link);

    awaitable<Result<net::Message>> receive() override;
    Result<void> post(net::SharedMessage message, net::Priority priority) override;
    std::size_t queued_bytes() const noexcept override { return link_->queued_bytes(); }
    awaitable<Result<void>> queue_below(std::size_t bytes) override;

    /// Drops the connection.
    void cut() { link_.reset(); }

private:
    net::LinkPtr link_;
    net::SizeLimit any_size_;
};

}  // namespace plexus::testing
