#pragma once

#include <api/net/scoring_policy.hpp>
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
    Rating rate(const net::NodeId& id, SteadyTime now);
    std::int32_t value(const net::NodeId& id, SteadyTime now);

    /// The next record of the node is a new one.
    void forget(const net::NodeId& id) { records_.erase(id); }

private:
    net::PeerRecord& record(const net::NodeId& id, SteadyTime now);

    net::ScoringPolicy& policy_;
    net::LruMap<net::NodeId, net::PeerRecord> records_;
};

}  // namespace plexus::peers
