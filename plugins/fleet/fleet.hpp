#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>

#include <api/async/event.hpp>
#include <api/core/log.hpp>
#include <api/net/connection_gater.hpp>
#include <api/net/discovery.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/metrics.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/fleet/bus/bus.hpp>
#include "members.hpp"
#include "offers.hpp"
#include "orphans.hpp"

namespace plexus::fleet {

/// One member of a fleet: tells the others which peers it has, keeps away from theirs, dials those
/// of a member that is gone, and hands peers over to members that have far fewer. While it does not
/// hear itself the bus is away, and it goes on as if it were alone.
///
/// @thread  its strand, but for allows() and next()
class Fleet final : public net::ConnectionGater,
                    public net::Discovery,
                    public std::enable_shared_from_this<Fleet> {
public:
    /// What it works with; outlives it.
    struct Context {
        Executor strand;
        net::PeerPool& pool;
        Runtime& runtime;
        Metrics& metrics;
        Logger log;
        net::NodeId self;
    };

    /// How often the bus is read, and a change of peers told.
    static constexpr Duration tick = std::chrono::milliseconds{100};
    /// How long the start waits for a bus that may be away.
    static constexpr Duration greeting_limit = std::chrono::seconds{2};
    /// Ticks in which members respond to one that has come: one to hear it, one to tell.
    static constexpr int ticks_for_responses = 3;
    /// Heartbeats in the time after which a silent member counts as gone.
    static constexpr int heartbeats_per_expiry = 5;

    /// @param bus     outlives it
    /// @param expiry  a member that says nothing for so long is gone
    Fleet(Context context, Bus& bus, Duration expiry);

    /// Connects with the bus, and hears who is there before the node dials anybody.
    /// @errors ConfigError
    awaitable<void> start();

    /// Until cancelled.
    awaitable<void> run();

    /// Tells the others that the peers are free, and leaves the bus.
    awaitable<void> stop();

    bool allows(const net::NodeId& id) const noexcept override { return members_.allows(id); }

    /// The next peer of a member that is gone.
    awaitable<Result<net::Node>> next() override;

private:
    struct Held {
        net::PeerPtr peer;
        std::uint64_t since_us = 0;
    };

    void on_event(const net::PeerPoolEvent& event);
    void hold(const net::PeerPtr& peer);
    void let_go(const net::PeerPtr& peer);
    awaitable<void> greet();
    void listen();
    void hear(Heartbeat heartbeat);
    void take_offers(Heartbeat& heartbeat);
    void hear_self(const Heartbeat& heartbeat);
    void yield_to(const Heartbeat& heartbeat);
    bool yield(const Held& held, const net::NodeId& member);
    void expire();
    void part(const net::NodeId& member, const char* why);
    void notice_bus();
    bool is_alone() const;
    Claim claim_of(const net::NodeId& id, const Held& held) const;
    Heartbeat heartbeat(bool leaving) const;
    void update_exempt();
    void update_offers();
    awaitable<void> tell(bool leaving);
    awaitable<Result<net::Node>> next_orphan();
    SteadyTime now() const { return clock_.now(); }

    Context context_;
    Clock& clock_;
    Bus& bus_;
    const Duration expiry_;
    const std::uint64_t boot_;
    Members members_;
    Orphans orphans_;
    Offers offers_;
    std::map<net::NodeId, std::uint64_t> offered_;  ///< to this member, and its right to them
    Event orphaned_;
    std::map<net::NodeId, Held> held_;
    std::set<net::NodeId> exempt_;  ///< static and trusted nodes, as of the last heartbeat
    bool changed_ = true;           ///< the others do not know yet which peers there are
    std::optional<bool> alone_;     ///< as it was told last
    SteadyTime told_{};
    std::optional<SteadyTime> heard_self_;
    std::optional<std::uint64_t> twin_;  ///< boot of a node with the same key, as it was told last
    Gauge& member_count_;
    Gauge& their_peers_;
    Gauge& shared_peers_;
    Gauge& bus_up_;
    Counter& heartbeats_;
    Counter& bad_heartbeats_;
    Counter& yielded_;
    Counter& handed_over_;
    Counter& orphan_count_;
};

}  // namespace plexus::fleet
