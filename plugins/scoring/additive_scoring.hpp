#pragma once

#include <api/net/scoring_policy.hpp>
#include <api/plugin/settings.hpp>

#include "response_times.hpp"

namespace plexus::scoring {

struct Bounds {
    std::int32_t start = 50;                   ///< of an unknown node
    std::int32_t maximum = 100;                ///< good service raises the score up to here
    std::int32_t floor = 10;                   ///< a peer at or below it is disconnected
    Duration slow = std::chrono::seconds{10};  ///< a response that takes longer earns nothing
};

/// By what the price of an event is multiplied; 0: it does not count.
struct Weights {
    std::int32_t speed = 1;     ///< responses that are far from the pool's median
    std::int32_t rate = 1;      ///< responses, good ones and empty ones
    std::int32_t validity = 1;  ///< what breaks the protocol or does not verify
    std::int32_t timeouts = 1;  ///< requests without a response
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
    static constexpr std::int32_t heaviest = 10;
    static constexpr Option<std::int32_t> weight_speed{
        .name = "weight-speed",
        .fallback = Weights{}.speed,
        .maximum = heaviest,
        .help = "how much it counts that a response takes half or twice the pool's median"};
    static constexpr Option<std::int32_t> weight_rate{
        .name = "weight-rate",
        .fallback = Weights{}.rate,
        .maximum = heaviest,
        .help = "how much good and empty responses, and useful gossip, count"};
    static constexpr Option<std::int32_t> weight_validity{
        .name = "weight-validity",
        .fallback = Weights{}.validity,
        .maximum = heaviest,
        .help = "how much unsolicited and invalid messages count; garbage is always a ban"};
    static constexpr Option<std::int32_t> weight_timeouts{
        .name = "weight-timeouts",
        .fallback = Weights{}.timeouts,
        .maximum = heaviest,
        .help = "how much requests count that had no response in time"};
    static constexpr OptionList options{start,           maximum,        floor,
                                        slow_response,   weight_speed,   weight_rate,
                                        weight_validity, weight_timeouts};
};

/// @errors ConfigError unless floor < start <= maximum
Bounds read_bounds(const Settings& settings);

Weights read_weights(const Settings& settings);

/// Each event has a price, good service earns slowly if it came soon enough, garbage costs
/// everything at once. A response that is twice as quick as the pool's median for that request
/// raises the score, one that takes twice as long lowers it, but no peer is disconnected for speed
/// alone. A score moves back to the start, by 1 a minute, so that a peer is neither condemned for
/// good nor trusted for what it did yesterday.
class AdditiveScoring final : public net::ScoringPolicy {
public:
    explicit AdditiveScoring(const Bounds& bounds, const Weights& weights = {})
        : bounds_(bounds), weights_(weights) {}

    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override;
    int score(const net::PeerRecord& peer, SteadyTime now) const noexcept override;
    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport& report,
                           SteadyTime now) noexcept override;
    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime now) const override;

private:
    std::int32_t weight(net::PeerEvent event) const noexcept;
    std::int32_t judge_speed(net::PeerRecord& peer, const net::PeerReport& report) noexcept;

    Bounds bounds_;
    Weights weights_;
    ResponseTimes times_;
};

}  // namespace plexus::scoring
