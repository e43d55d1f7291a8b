#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/net/peer.hpp>
#include <api/net/peer_report.hpp>

#include <plugins/peers/pool/access_lists.hpp>
#include <plugins/peers/pool/ending.hpp>
#include "capability_record.hpp"
#include "protocol_handles.hpp"

namespace plexus::peers {

class Connection;

/// Receives the events that sessions and handlers report of a peer.
class EventSink {
public:
    virtual ~EventSink() = default;

    /// @thread any
    virtual void book(std::shared_ptr<Connection> peer, net::PeerReport report) = 0;
};

/// What the policy made of one peer last.
struct Rating {
    int score = 0;
    net::PeerRecord record{};
    std::vector<net::ScorePart> parts{};
};

/// What the pool has counted for one peer.
struct Tally {
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> failures = 0;
};

/// The handle of one peer, shared by all plugins that use it. It does not hold the link, so a
/// plugin that keeps the handle keeps no connection open: the session holds the link, and updates
/// this handle while it lasts.
class Connection final : public net::Peer, public std::enable_shared_from_this<Connection> {
public:
    struct Facts {
        net::Node node{};
        net::Direction direction = net::Direction::outbound;
        std::string client{};
        std::vector<net::CapabilityInfo> shared{};
        std::vector<net::HelloCapability> advertised{};
        asio::ip::tcp::endpoint local{};
    };

    /// @param sink receives events as long as it lives
    Connection(const Executor& strand, Facts facts, std::weak_ptr<EventSink> sink,
               std::shared_ptr<const AccessLists> access);

    const net::Node& node() const noexcept override { return facts_.node; }
    net::Direction direction() const noexcept override { return facts_.direction; }
    const std::string& client() const noexcept override { return facts_.client; }
    const std::vector<net::CapabilityInfo>& shared() const noexcept override {
        return facts_.shared;
    }
    const std::vector<net::HelloCapability>& advertised() const noexcept override {
        return facts_.advertised;
    }
    asio::ip::tcp::endpoint local() const noexcept override { return facts_.local; }
    Executor strand() const override { return strand_; }
    void disconnect(net::Reason reason) override;
    bool connected() const noexcept override { return connected_; }
    net::PeerStats stats() const override;

    const net::NodeId& id() const noexcept { return facts_.node.id; }
    SteadyTime since() const noexcept { return since_; }
    Tally& tally() noexcept { return tally_; }

    /// Tells the sink what the peer did.
    void report(net::PeerReport report);

    /// For the session to which the key belongs.
    /// @errors Errc::peer_gone
    Result<void> offer(const ServiceKey& key, std::shared_ptr<void> handle);
    void withdraw(const ServiceKey& key) { handles_.withdraw(key); }

    /// The numbers of a capability, one of shared().
    CapabilityRecord& record_of(const net::CapabilityInfo& info);

    int score() const noexcept { return score_; }
    void rate(Rating rating);

    /// Ends the connection, unless it has ended already: the first reason counts.
    /// @thread the peer's strand
    void end(Ending ending);

    /// How it ended; nothing while it lasts.
    /// @thread the peer's strand
    const std::optional<Ending>& ending() const noexcept { return ending_; }

    /// Waits until something has changed: the end, or the handles.
    /// @thread the peer's strand
    awaitable<void> change() { return changed_.wait(); }

    /// Tells the session that a capability leaves the node.
    /// @thread any
    void shed(const net::Capability& capability);

    /// The capabilities that have left, and what is to be called when there are more; null:
    /// nothing.
    /// @thread the peer's strand
    const std::set<const net::Capability*>& leaving() const noexcept { return leaving_; }
    void on_leaving(std::function<void()> call) { leaving_call_ = std::move(call); }

    /// Withdraws all protocol handles: the peer is no longer connected.
    /// @thread the peer's strand
    void retire();

    /// @thread the peer's strand
    void publish(const net::LinkStats& stats);

protected:
    std::shared_ptr<void> find_handle(const ServiceKey& key) const override {
        return handles_.find(key);
    }
    awaitable<Result<std::shared_ptr<void>>> await_handle(ServiceKey key, Duration limit) override;

private:
    awaitable<Result<std::shared_ptr<void>>> look_for(ServiceKey key);
    void wake();

    Executor strand_;
    Facts facts_;
    std::weak_ptr<EventSink> sink_;
    std::shared_ptr<const AccessLists> access_;
    Clock& clock_;
    SteadyTime since_;
    Tally tally_;
    std::vector<std::unique_ptr<CapabilityRecord>> records_;  ///< in the order of shared()
    TrafficMeter traffic_;                                    ///< of the link
    ProtocolHandles handles_;
    std::atomic<bool> connected_ = true;
    std::atomic<bool> retired_ = false;
    std::optional<Ending> ending_;              // the strand's
    std::set<const net::Capability*> leaving_;  // the strand's; compared and never called
    std::function<void()> leaving_call_;        // the strand's
    Event changed_;                             // the strand's

    std::atomic<int> score_ = 0;
    mutable std::mutex stats_mutex_;
    net::LinkStats link_stats_{};
    Rating rating_{};
};

}  // namespace plexus::peers
