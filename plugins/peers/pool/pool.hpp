#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <api/net/connection_gater.hpp>
#include <api/net/local_node.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/host.hpp>

#include <plugins/peers/config.hpp>
#include <plugins/peers/connection/connection.hpp>
#include <plugins/peers/connection/matching.hpp>
#include <plugins/peers/connection/message_meters.hpp>
#include <plugins/peers/connection/receive_queue.hpp>
#include <plugins/peers/inbound/pending_connections.hpp>
#include <plugins/peers/inbound/reach_watch.hpp>
#include "access_lists.hpp"
#include "peer_table.hpp"
#include "rotation.hpp"
#include "score_book.hpp"

namespace plexus::peers {

/// The peer pool: admits connections, ends sessions, and informs observers.
///
/// @thread  the pool's strand, but for what PeerPool and EventSink allow from any
class Pool final : public net::PeerPool,
                   public EventSink,
                   public std::enable_shared_from_this<Pool> {
public:
    using Connections = std::vector<std::shared_ptr<Connection>>;
    using Forget = std::function<void(const net::NodeId& id)>;
    using Admitted = std::function<void(const std::shared_ptr<Connection>& peer)>;

    Pool(Host& host, Config config);

    std::vector<net::PeerPtr> peers() const override;
    net::PoolStats stats() const override;
    net::Subscription on_event(Observer observer) override;
    void book(std::shared_ptr<Connection> peer, net::PeerReport report) override;

    // access.cpp
    Result<void> add_static(net::Node node) override;
    Result<void> remove_static(const net::NodeId& id) override;
    std::vector<net::Node> static_nodes() const override { return access_->static_nodes(); }
    Result<void> trust(net::Node node) override;
    Result<void> untrust(const net::NodeId& id) override;
    std::vector<net::Node> trusted_nodes() const override { return access_->trusted_nodes(); }
    Result<void> ban(const net::BanTarget& target, WallTime until) override;
    Result<void> unban(const net::BanTarget& target) override;
    std::vector<net::Ban> bans() const override { return access_->bans(); }
    Result<void> disconnect(const net::NodeId& id, net::Reason reason) override;
    void forget(const net::NodeId& id) override;

    const Config& config() const noexcept { return config_; }
    const Executor& strand() const noexcept { return strand_; }
    PendingConnections& pending() noexcept { return pending_; }
    const PeerTable& peer_table() const noexcept { return peer_table_; }
    const AccessLists& access() const noexcept { return *access_; }
    AccessLists& access() noexcept { return *access_; }
    Logger& log() noexcept { return log_; }
    SteadyTime now() const { return Clock::of(strand_).now(); }

    /// Notified when a slot becomes free, and when a node to stay connected to is added.
    Event& changed() noexcept { return changed_; }

    /// Notified when a ban has been set or lifted.
    Event& bans_changed() noexcept { return bans_changed_; }

    /// Sets a ban of an earlier run, unless it has ended or no longer may be.
    void restore(const net::Ban& ban) { (void)access_->ban(ban); }

    /// What this node offers, as of now.
    /// @thread any
    std::vector<Offer> offers();
    /// Once, when the plugins are there whose capabilities are offered.
    void prepare_metrics();
    net::Hello hello(const std::vector<Offer>& offers) const;

    /// Whether a gater keeps a node away that is neither static nor trusted.
    /// @thread any
    bool gated(const net::NodeId& id) const;

    /// The filter that a transport applies to remotes; it reads the table as it is at that moment.
    /// @param seen  what is known of the remote beforehand
    /// @thread any
    net::ConnectionFilter filter(net::Direction direction, net::Node seen);

    /// Tells the observers.
    /// @thread any
    void tell(const net::PeerPoolEvent& event);

    /// Runs one link from Hello to its end: the connection filters, the session, removal from the
    /// table.
    /// @param decided  called on the pool's strand when the link has become a peer, or has not
    /// @thread the link's strand
    awaitable<Ending> meet(net::LinkPtr link, std::vector<Offer> offers, net::Direction direction,
                           std::function<void()> decided);

    /// What forgets a node beside the pool, called on its strand until close().
    void on_forget(Forget forget) { forget_elsewhere_ = std::move(forget); }

    /// What hears of each peer that has got a slot, called on the pool's strand.
    void on_admitted(Admitted admitted) { admitted_ = std::move(admitted); }

    /// Scores peers by this policy from now on; null: by the node's own one.
    void score_by(Lease<net::LiveScoringPolicy> policy);

    /// Ends the lease of that policy.
    void drop_policy() { scores_.use(nullptr); }

    /// Records an event of a node that is not a peer.
    void note(const net::NodeId& id, net::PeerEvent event);
    std::int32_t value(const net::NodeId& id) { return scores_.value(id, now()); }

    /// Lets newcomers in, as many as there are slots from now on.
    void open(const SlotLimits& slots);

    /// Disconnects the peers with which nothing is spoken but this capability, and what is
    /// based on it: it leaves the node.
    void shed(const net::Capability& capability);

    /// Updates scores, ends bans, and notifies changed().
    void look_over();

    /// Refuses new connections and disconnects all peers.
    void close();

    /// The peers as of the last change.
    /// To be kept in a variable while it is used: `for (... : *pool.connections())` would iterate
    /// over what the next change on another thread frees.
    /// @thread any
    std::shared_ptr<const Connections> connections() const;

    /// What is known of whether others can connect to this node.
    ReachWatch& reach() noexcept { return reach_; }

    /// Connections that are not peers yet, in both directions.
    void set_dialling(std::size_t count) { dialling_ = count; }
    void set_pending_inbound(std::size_t count) { pending_inbound_ = count; }

private:
    bool offers_all(const std::vector<Agreement>& agreements) const;
    std::optional<net::RefusalCause> slot(const std::shared_ptr<Connection>& newcomer);
    void release(const std::shared_ptr<Connection>& peer);
    void remember(const net::NodeId& id, const net::PeerReport& report);
    void apply(const std::shared_ptr<Connection>& peer, const net::PeerReport& report);
    void rate(const std::shared_ptr<Connection>& peer);
    void review_peers();
    void rotate();
    void ban_by_policy(const net::NodeId& id, net::PeerEvent event);
    net::Reason refuse(net::Node node, net::Direction direction, net::RefusalCause cause);
    void send_away(const net::Ban& ban);
    void reconsider();
    template <class Change>
    void change(Change apply);

    /// What became of a link: a peer with a slot, or else how it ended.
    struct Admission {
        std::shared_ptr<Connection> peer{};
        std::vector<Agreement> agreements{};
        Ending refused{};
    };
    awaitable<void> admit(net::Link& link, std::vector<Offer> offers, net::Direction direction,
                          std::function<void()> decided, Admission& admission);
    void note_joined(const std::shared_ptr<Connection>& peer);
    void note_left(const std::shared_ptr<Connection>& peer, const Ending& ending);

    Host& host_;
    Config config_;
    Executor strand_;
    Logger log_;
    std::shared_ptr<AccessLists> access_;
    PeerTable peer_table_;  // guarded as table_ is
    ScoreBook scores_;
    PendingConnections pending_;
    Event changed_;
    Event bans_changed_;
    ReachWatch reach_;
    Rotation rotation_;

    // The pool's strand alone changes these, with the mutex locked, and reads them without; other
    // threads lock it to read. A copy for each reader at each change would cost the more the more
    // peers there are.
    mutable std::mutex mutex_;
    std::map<net::NodeId, std::shared_ptr<Connection>> table_;
    mutable std::shared_ptr<const Connections>
        present_;  // made when it is read; null after changes

    Observers<const net::PeerPoolEvent&> observers_;
    std::shared_ptr<net::MemoryBudget> memory_;
    std::atomic<std::size_t> dialling_ = 0;
    std::atomic<std::size_t> pending_inbound_ = 0;
    Gauge& connected_;
    Gauge& held_;
    MessageMeters meters_;
    Forget forget_elsewhere_;
    Admitted admitted_;
};

}  // namespace plexus::peers
