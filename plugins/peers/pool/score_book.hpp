#pragma once

#include <api/net/live_scoring_policy.hpp>
#include <api/plugin/lease.hpp>
#include <kit/net/lru_map.hpp>

#include <plugins/peers/connection/connection.hpp>

namespace plexus::peers {

/// The score records of nodes, which the policy changes; they outlast a connection. What a record
/// holds is the policy's own, so each policy has records of its own.
///
/// @thread  the pool's strand
class ScoreBook {
public:
    explicit ScoreBook(net::ScoringPolicy& policy);

    net::ScoreAction apply(const net::NodeId& id, const net::PeerReport& report, SteadyTime now);
    net::ScoreAction review(const net::NodeId& id, SteadyTime now);
    Rating rate(const net::NodeId& id, SteadyTime now);
    std::int32_t value(const net::NodeId& id, SteadyTime now);

    /// Lets this policy decide from now on, which knows no node yet; null: the node's own one,
    /// which goes on with the records that it had.
    void use(Lease<net::LiveScoringPolicy> live);

    /// The next record of the node is a new one.
    void forget(const net::NodeId& id);

private:
    using Records = net::LruMap<net::NodeId, net::PeerRecord>;

    net::PeerRecord& record(const net::NodeId& id, SteadyTime now);

    net::ScoringPolicy& policy() const;

    net::ScoringPolicy& own_;
    Lease<net::LiveScoringPolicy> live_;  ///< null: `own_` decides
    Records own_records_;
    Records live_records_;
};

}  // namespace plexus::peers
