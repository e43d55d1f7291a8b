#include "additive_scoring.hpp"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string>

namespace plexus::scoring {
namespace {

using net::PeerEvent;
using net::ScoreAction;

/// A score moves towards the start by 1 in so long: neither a fault nor a merit counts for
/// ever, and both count for most of an hour.
constexpr std::chrono::minutes fades_by_one{1};

/// What PeerRecord::numbers hold, for people to see why a peer stands where it does.
enum Number : std::size_t { latency_ms, responses, timeouts, bad, good, speed };

/// Smooths the latency: a new sample counts for an eighth.
/// @spec RFC 6298, 2
constexpr double smoothing = 1.0 / 8;

/// A response that takes this part of the median, or the median so many times, counts.
constexpr int remarkable = 2;

/// A ratio beyond it says nothing more.
constexpr double highest_speed = 10;

/// Prices are in proportion to the 40 between start and floor.
std::int32_t price(PeerEvent event) noexcept {
    switch (event) {
        case PeerEvent::responded:  // what is in it is not known yet
            return 0;
        case PeerEvent::served_request:  // fifty good responses: from the start to the maximum
        case PeerEvent::useful_gossip:
            return 1;
        case PeerEvent::empty_response:  // it may not have what was requested
            return -1;
        case PeerEvent::dial_failed:  // most nodes are full or gone
            return -2;
        case PeerEvent::handshake_failed:  // the two of them never cost a connection: see apply()
            return -5;
        case PeerEvent::timed_out:  // eight in a row without a good response between them
            return -5;
        case PeerEvent::sent_unsolicited:  // a late response looks the same: four
            return -10;
        case PeerEvent::sent_bad_data:  // the second one ends the connection: each costs us a check
            return -20;
        case PeerEvent::incompatible:  // at once, but it may come back after an upgrade
            return -40;
        case PeerEvent::sent_garbage:  // no correct implementation does: see apply()
            return -100;
    }
    return 0;
}

/// Events that may not be the node's fault: another node may have its address, or none yet. They
/// lower its rank for dialling, but never to the floor, so that the node is kept when it does
/// connect.
bool unproven(PeerEvent event) noexcept {
    return event == PeerEvent::dial_failed || event == PeerEvent::handshake_failed;
}

std::int32_t doubtful(const Bounds& bounds) noexcept {
    return bounds.floor + (bounds.start - bounds.floor) / 2;
}

bool is_good(PeerEvent event) noexcept {
    return event == PeerEvent::served_request || event == PeerEvent::useful_gossip;
}

/// @returns in percent; 100 as long as nothing happened
double share(double good, double bad) noexcept {
    return good + bad == 0 ? 100 : 100 * good / (good + bad);
}

bool breaks_rules(PeerEvent event) noexcept {
    return event == PeerEvent::sent_unsolicited || event == PeerEvent::sent_bad_data ||
           event == PeerEvent::sent_garbage;
}

double milliseconds(Duration duration) noexcept {
    return std::chrono::duration<double, std::milli>(duration).count();
}

/// Notes what parts() shows.
void note(net::PeerRecord& peer, const net::PeerReport& report) noexcept {
    auto& numbers = peer.numbers;
    if (report.event == PeerEvent::responded) {
        const double took = milliseconds(report.took);
        const bool first = numbers[responses] == 0;
        numbers[latency_ms] += (took - numbers[latency_ms]) * (first ? 1 : smoothing);
        numbers[responses] += 1;
    }
    if (report.event == PeerEvent::timed_out) numbers[timeouts] += 1;
    if (breaks_rules(report.event)) numbers[bad] += 1;
    if (is_good(report.event)) numbers[good] += 1;
}

}  // namespace

Bounds read_bounds(const Settings& settings) {
    const Bounds bounds{settings[Settable::start], settings[Settable::maximum],
                        settings[Settable::floor], settings[Settable::slow_response]};
    if (bounds.floor < bounds.start && bounds.start <= bounds.maximum) return bounds;
    throw ConfigError("scoring: floor " + std::to_string(bounds.floor) + ", start " +
                      std::to_string(bounds.start) + " and maximum " +
                      std::to_string(bounds.maximum) + " must rise in this order");
}

Weights read_weights(const Settings& settings) {
    return {settings[Settable::weight_speed], settings[Settable::weight_rate],
            settings[Settable::weight_validity], settings[Settable::weight_timeouts]};
}

std::int32_t AdditiveScoring::weight(PeerEvent event) const noexcept {
    switch (event) {
        case PeerEvent::served_request:
        case PeerEvent::useful_gossip:
        case PeerEvent::empty_response:
            return weights_.rate;
        case PeerEvent::timed_out:
            return weights_.timeouts;
        case PeerEvent::sent_unsolicited:
        case PeerEvent::sent_bad_data:
            return weights_.validity;
        default:
            return 1;
    }
}

/// @returns what a response adds to the score, or subtracts, by its speed
std::int32_t AdditiveScoring::judge_speed(net::PeerRecord& peer,
                                          const net::PeerReport& report) noexcept {
    if (report.event != PeerEvent::responded || report.took <= Duration{}) return 0;
    const std::optional<Duration> usual = times_.add(report.message, report.took);
    if (!usual) return 0;
    double& mean = peer.numbers[speed];
    const double ratio = std::min(milliseconds(*usual) / milliseconds(report.took), highest_speed);
    mean += (ratio - mean) * (mean == 0 ? 1 : smoothing);
    if (report.took * remarkable <= *usual) return weights_.speed;
    return report.took >= *usual * remarkable ? -weights_.speed : 0;
}

net::PeerRecord AdditiveScoring::initial(const net::NodeId& id, SteadyTime now) const noexcept {
    return {id, bounds_.start, now, {}};
}

int AdditiveScoring::score(const net::PeerRecord& peer, SteadyTime now) const noexcept {
    const std::int32_t distance = bounds_.start - peer.value;
    const auto minutes = (now - peer.changed) / fades_by_one;
    const auto faded = std::clamp<decltype(minutes)>(minutes, 0, std::abs(distance));
    return peer.value + static_cast<std::int32_t>(distance < 0 ? -faded : faded);
}

ScoreAction AdditiveScoring::apply(net::PeerRecord& peer, const net::PeerReport& report,
                                   SteadyTime now) noexcept {
    note(peer, report);
    const PeerEvent event = report.event;
    const bool late = event == PeerEvent::served_request && report.took > bounds_.slow;
    const std::int32_t before = score(peer, now);
    std::int32_t value = before + (late ? 0 : weight(event) * price(event));
    value += judge_speed(peer, report);
    if (unproven(event) || event == PeerEvent::responded)
        value = std::max(value, std::min(before, doubtful(bounds_)));
    if (value == before) return ScoreAction::keep;  // the score goes on fading
    peer.value = std::clamp(value, bounds_.floor, bounds_.maximum);
    // The minute that has begun goes on: a peer of which something is heard all the time fades too.
    peer.changed = now - (now - peer.changed) % fades_by_one;
    if (event == PeerEvent::sent_garbage) return ScoreAction::ban;
    return value <= bounds_.floor ? ScoreAction::drop : ScoreAction::keep;
}

std::vector<net::ScorePart> AdditiveScoring::parts(const net::PeerRecord& peer,
                                                   SteadyTime now) const {
    return {{"score", static_cast<double>(score(peer, now))},
            {"latency_ms", peer.numbers[latency_ms]},
            {"responses", peer.numbers[responses]},
            {"timeouts", peer.numbers[timeouts]},
            {"bad", peer.numbers[bad]},
            {"speed", peer.numbers[speed]},
            {"response_rate_percent", share(peer.numbers[responses], peer.numbers[timeouts])},
            {"validity_percent", share(peer.numbers[good], peer.numbers[bad])}};
}

}  // namespace plexus::scoring
