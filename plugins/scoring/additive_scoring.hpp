#pragma once

#include <api/net/scoring_policy.hpp>
#include <api/plugin/options.hpp>

namespace plexus::scoring {

struct Bounds {
    std::int32_t start = 50;     ///< of a node about which nothing is known
    std::int32_t maximum = 100;  ///< good service counts up to here
    std::int32_t floor = 10;     ///< a peer that falls to it must go
};

void declare_options(Options& options);

/// @errors ConfigError unless floor < start <= maximum
Bounds read_bounds(const Settings& settings);

/// Each event has a price, good service earns slowly, garbage costs everything at once. Points
/// below the start come back with time, a point a minute, so that nobody is condemned for good.
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
