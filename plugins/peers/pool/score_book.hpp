#pragma once

#include <api/net/live_scoring_policy.hpp>
#include <api/plugin/lease.hpp>
#include <kit/net/lru_map.hpp>

#include <plugins/peers/connection/connection.hpp>

namespace plexus::peers {

/// The score records of nodes, which the policy changes; they outlast a connection.
///
/// @thread  the pool's strand
class ScoreBook {
public:
    explicit ScoreBook(net::ScoringPolicy& policy);

    net::ScoreAction apply(const net::NodeId& id, const net::PeerReport& report, SteadyTime now);
    net::ScoreAction review(const net::NodeId& id, SteadyTime now);
    Rating rate(const net::NodeId& id, SteadyTime now);
    std::int32_t value(const net::NodeId& id, SteadyTime now);

    /// Lets this policy decide from now on; null: the node's own one. The records carry on.
    void use(Lease<net::LiveScoringPolicy> live) { live_ = std::move(live); }

    /// The next record of the node is a new one.
    void forget(const net::NodeId& id) { records_.erase(id); }

private:
    net::PeerRecord& record(const net::NodeId& id, SteadyTime now);

    net::ScoringPolicy& policy() const;

    net::ScoringPolicy& own_;
    Lease<net::LiveScoringPolicy> live_;  ///< null: `own_` decides
    net::LruMap<net::NodeId, net::PeerRecord> records_;
};

}  // namespace plexus::peers
