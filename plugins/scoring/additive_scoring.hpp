#pragma once

#include <api/net/scoring_policy.hpp>
#include <api/plugin/settings.hpp>

namespace plexus::scoring {

struct Bounds {
    std::int32_t start = 50;                   ///< of an unknown node
    std::int32_t maximum = 100;                ///< good service raises points up to here
    std::int32_t floor = 10;                   ///< a peer at or below it is disconnected
    Duration slow = std::chrono::seconds{10};  ///< a response that takes longer earns nothing
};

/// What an operator may set.
struct Settable {
    static constexpr Option<std::int32_t> start{.name = "start",
                                                .fallback = Bounds{}.start,
                                                .minimum = -1000,  // the range of scores
                                                .maximum = 1000,
                                                .help = "the score of a peer that is new"};
    static constexpr Option<std::int32_t> maximum{.name = "maximum",
                                                  .fallback = Bounds{}.maximum,
                                                  .minimum = -1000,
                                                  .maximum = 1000,
                                                  .help = "the score of the best peers"};
    static constexpr Option<std::int32_t> floor{.name = "floor",
                                                .fallback = Bounds{}.floor,
                                                .minimum = -1000,
                                                .maximum = 1000,
                                                .help = "a peer that falls to this score must go"};
    static constexpr Option<std::chrono::milliseconds> slow_response{
        .name = "slow-response",
        .fallback = std::chrono::seconds{10},
        .minimum = std::chrono::milliseconds{1},
        .maximum = std::chrono::minutes{10},  // the longest that a request may take
        .help = "a response that takes longer earns nothing"};
    static constexpr OptionList options{start, maximum, floor, slow_response};
};

/// @errors ConfigError unless floor < start <= maximum
Bounds read_bounds(const Settings& settings);

/// Each event has a price, good service earns slowly if it came soon enough, garbage costs
/// everything at once. A score moves back to the start, a point a minute, so that nobody is
/// condemned for good, nor trusted for what it did yesterday.
class AdditiveScoring final : public net::ScoringPolicy {
public:
    explicit AdditiveScoring(const Bounds& bounds) : bounds_(bounds) {}

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override;
    int score(const net::PeerRecord& peer, SteadyTime now) const noexcept override;
    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport& report,
                           SteadyTime now) noexcept override;
    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime now) const override;

private:
    Bounds bounds_;
};

}  // namespace plexus::scoring
