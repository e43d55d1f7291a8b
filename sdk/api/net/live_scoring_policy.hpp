#pragma once

#include <api/net/scoring_policy.hpp>

namespace plexus::inline v1::net {

/// A policy in the place of the node's ScoringPolicy, for as long as its plugin is in the node. So
/// a policy can be tried, and given up, while the node runs: `plexus join`, `plexus leave`. It
/// begins with initial() for every peer, and the records of the node's own policy wait for its end.
///
/// @thread  as ScoringPolicy
class PLEXUS_API LiveScoringPolicy : public ScoringPolicy {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.live-scoring-policy", 1, Cardinality::one};

    ~LiveScoringPolicy() override;
};

}  // namespace plexus::inline v1::net
