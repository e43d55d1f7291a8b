#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <api/net/local_node.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/host.hpp>

#include <plugins/peers/config.hpp>
#include <plugins/peers/connection/connection.hpp>
#include <plugins/peers/connection/matching.hpp>
#include <plugins/peers/connection/receive_queue.hpp>
#include <plugins/peers/inbound/pending_connections.hpp>
#include "observers.hpp"
#include "peer_table.hpp"
#include "published.hpp"
#include "score_book.hpp"

namespace plexus::peers {

/// The table of peers: who is let in, what becomes of them, who may know.
///
/// @thread  the pool's strand, but for what PeerPool and EventSink allow from any
class Pool final : public net::PeerPool,
                   public EventSink,
                   public std::enable_shared_from_this<Pool> {
public:
    using Connections = std::vector<std::shared_ptr<Connection>>;

    Pool(Host& host, Config config);

    std::vector<net::PeerPtr> peers() const override;
    net::Subscription on_change(Observer observer) override;
    Result<void> connect(net::Node node) override;
    net::PoolStats stats() const override;
    void book(std::shared_ptr<Connection> peer, net::PeerEvent event) override;

    const Config& config() const noexcept { return config_; }
    const Executor& strand() const noexcept { return strand_; }
    PendingConnections& pending() noexcept { return pending_; }
    const PeerTable& peer_table() const noexcept { return peer_table_; }
    Logger& log() noexcept { return log_; }
    SteadyTime now() const { return Clock::of(strand_).now(); }

    /// Tells of free slots and of new nodes to keep.
    Event& changed() noexcept { return changed_; }

    /// The nodes to stay connected to, as of now.
    /// @thread any
    std::vector<net::Node> kept() const;

    /// What this node offers, as of now.
    /// @thread any
    std::vector<Offer> offers() const;
    net::Hello hello(const std::vector<Offer>& offers) const;

    /// What a transport asks of the table, answered from what was last published.
    /// @thread any
    net::ConnectionFilter filter(net::Direction direction) const;

    /// Leads a link from Hello to its end: admission, session, departure.
    /// @param decided  called on the pool's strand when the link has become a peer, or has not
    /// @thread the link's strand
    awaitable<Ending> meet(net::LinkPtr link, std::vector<Offer> offers, net::Direction direction,
                           std::function<void()> decided);

    /// Books what happened with a node that is no peer.
    void note(const net::NodeId& id, net::PeerEvent event);
    std::int32_t value(const net::NodeId& id) { return scores_.value(id, now()); }

    /// Lets newcomers in.
    void open(const SlotLimits& slots);

    /// Brings scores up to date, ends bans, and wakes those who wait for a slot.
    void look_over();

    /// Refuses newcomers and sends everybody away.
    void close();

    /// The peers as of the last change.
    /// @thread any
    std::shared_ptr<const Connections> connections() const { return present_.get(); }

    /// Connections that are not peers yet, in both directions.
    void set_dialling(std::size_t count) { dialling_ = count; }
    void set_arriving(std::size_t count) { arriving_ = count; }

private:
    std::optional<net::Reason> slot(const std::shared_ptr<Connection>& newcomer);
    void release(const std::shared_ptr<Connection>& peer);
    void apply(const std::shared_ptr<Connection>& peer, net::PeerEvent event);
    void publish();
    awaitable<Ending> attend(std::shared_ptr<Connection> peer, net::LinkPtr link,
                             std::vector<Agreement> agreements);

    Host& host_;
    Config config_;
    Executor strand_;
    Logger log_;
    PeerTable peer_table_;
    ScoreBook scores_;
    PendingConnections pending_;
    Event changed_;
    std::map<net::NodeId, std::shared_ptr<Connection>> table_;
    Observers observers_;
    std::shared_ptr<ReceiveBudget> budget_ = std::make_shared<ReceiveBudget>();
    Published<PeerTable> published_peer_table_;
    Published<Connections> present_{Connections{}};
    std::atomic<std::size_t> dialling_ = 0;
    std::atomic<std::size_t> arriving_ = 0;
    Metric& connected_;

    mutable std::mutex kept_mutex_;
    std::vector<net::Node> kept_;
};

}  // namespace plexus::peers
