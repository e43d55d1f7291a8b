#pragma once

#include <api/net/scoring_policy.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::peers {

/// The records on which the policy writes, kept while a node comes and goes.
///
/// @thread  the pool's strand
class ScoreBook {
public:
    explicit ScoreBook(net::ScoringPolicy& policy);

    net::ScoreAction apply(const net::NodeId& id, net::PeerEvent event, SteadyTime now);
    int score(const net::NodeId& id, SteadyTime now);
    std::int32_t value(const net::NodeId& id, SteadyTime now);

private:
    net::PeerRecord& record(const net::NodeId& id, SteadyTime now);

    net::ScoringPolicy& policy_;
    net::LruMap<net::NodeId, net::PeerRecord> records_;
};

}  // namespace plexus::peers
