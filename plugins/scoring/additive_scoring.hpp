#pragma once

#include <api/net/scoring_policy.hpp>
#include <api/plugin/options.hpp>

namespace plexus::scoring {

struct Bounds {
    std::int32_t start = 50;     ///< of an unknown node
    std::int32_t maximum = 100;  ///< good service raises points up to here
    std::int32_t floor = 10;     ///< a peer at or below it is disconnected
};

void declare_options(Options& options);

/// @errors ConfigError unless floor < start <= maximum
Bounds read_bounds(const Settings& settings);

/// Each event changes a node's points by a fixed amount: good responses add little, garbage takes
/// all points at once. Points below the start value rise by one a minute, so that no node stays
/// refused for ever.
class AdditiveScoring final : public net::ScoringPolicy {
public:
    explicit AdditiveScoring(const Bounds& bounds) : bounds_(bounds) {}

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override;
    int score(const net::PeerRecord& peer, SteadyTime now) const noexcept override;
    net::ScoreAction apply(net::PeerRecord& peer, net::PeerEvent event,
                           SteadyTime now) noexcept override;

private:
    Bounds bounds_;
};

}  // namespace plexus::scoring
