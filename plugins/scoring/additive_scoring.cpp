#include "additive_scoring.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace plexus::scoring {
namespace {

using net::PeerEvent;
using net::ScoreAction;

constexpr std::chrono::minutes one_point_comes_back{1};

/// Prices are in proportion to the 40 points between start and floor.
std::int32_t price(PeerEvent event) noexcept {
    switch (event) {
        case PeerEvent::served_request:  // fifty good responses: from the start to the maximum
        case PeerEvent::useful_gossip:
            return 1;
        case PeerEvent::empty_response:  // it may not have what was asked for
            return -1;
        case PeerEvent::dial_failed:  // most nodes are full or gone
            return -2;
        case PeerEvent::handshake_failed:  // these two events never end a connection: see weigh()
            return -5;
        case PeerEvent::timed_out:  // eight in a row without a good response between them
            return -5;
        case PeerEvent::sent_unsolicited:  // a late response looks the same: four
            return -10;
        case PeerEvent::sent_bad_data:  // the second one ends the connection: each costs us a check
            return -20;
        case PeerEvent::incompatible:  // at once, but it may come back after an upgrade
            return -40;
        case PeerEvent::sent_garbage:  // no correct implementation sends it: see weigh()
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

OptionSpec bound(std::string name, std::int32_t fallback, std::string help) {
    OptionSpec spec;
    spec.name = std::move(name);
    spec.kind = OptionKind::number;
    spec.fallback = std::to_string(fallback);
    spec.help = std::move(help);
    spec.minimum = -1000;  // the range of scores, net::ScoringPolicy
    spec.maximum = 1000;
    return spec;
}

}  // namespace

void declare_options(Options& options) {
    const Bounds defaults;
    options.declare(bound("start", defaults.start, "the score of a peer that is new"));
    options.declare(bound("maximum", defaults.maximum, "the score of the best peers"));
    options.declare(bound("floor", defaults.floor, "a peer that falls to this score must go"));
}

Bounds read_bounds(const Settings& settings) {
    const auto read = [&](std::string_view name) {
        return static_cast<std::int32_t>(settings.number(name));
    };
    const Bounds bounds{read("start"), read("maximum"), read("floor")};
    if (bounds.floor < bounds.start && bounds.start <= bounds.maximum) return bounds;
    throw ConfigError("scoring: floor " + std::to_string(bounds.floor) + ", start " +
                      std::to_string(bounds.start) + " and maximum " +
                      std::to_string(bounds.maximum) + " must rise in this order");
}

net::PeerRecord AdditiveScoring::initial(const net::NodeId& id, SteadyTime now) const noexcept {
    return {id, bounds_.start, now};
}

int AdditiveScoring::score(const net::PeerRecord& peer, SteadyTime now) const noexcept {
    if (peer.value >= bounds_.start) return peer.value;
    const auto healed = (now - peer.changed) / one_point_comes_back;
    const auto missing = bounds_.start - peer.value;
    return peer.value + static_cast<std::int32_t>(std::clamp<decltype(healed)>(healed, 0, missing));
}

ScoreAction AdditiveScoring::apply(net::PeerRecord& peer, PeerEvent event,
                                   SteadyTime now) noexcept {
    const std::int32_t before = score(peer, now);
    std::int32_t value = before + price(event);
    if (unproven(event)) value = std::max(value, std::min(before, doubtful(bounds_)));
    peer.value = std::clamp(value, bounds_.floor, bounds_.maximum);
    peer.changed = now;
    if (event == PeerEvent::sent_garbage) return ScoreAction::ban;
    return value <= bounds_.floor ? ScoreAction::drop : ScoreAction::keep;
}

}  // namespace plexus::scoring
