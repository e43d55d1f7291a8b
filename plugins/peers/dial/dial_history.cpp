#include "dial_history.hpp"

#include <algorithm>

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

/// About the size of the network: at some 100 bytes each, under a megabyte.
constexpr std::size_t most_entries = 8192;

/// @spec go-ethereum p2p/dial.go, dialHistoryExpiration
constexpr Duration shortest_pause = 35s;

/// Nodes come back after hours as often as after minutes, and one attempt an hour is cheap for
/// both.
constexpr Duration longest_pause = 1h;
constexpr unsigned most_doublings = 7;  // 35 s times 2^7 is above the hour

/// A slot becomes free within minutes.
constexpr Duration pause_when_full = 90s;

/// A node changes its chain or its software once in weeks.
constexpr Duration pause_when_useless = 6h;

/// An address that has gone to another node does not come back soon.
constexpr Duration pause_for_identity = 24h;

}  // namespace

Duration pause_for(DialPause reason, unsigned failures) noexcept {
    switch (reason) {
        case DialPause::full:
            return pause_when_full;
        case DialPause::useless:
            return pause_when_useless;
        case DialPause::wrong_identity:
            return pause_for_identity;
        case DialPause::failed:
            break;
    }
    return std::min<Duration>(shortest_pause * (1U << std::min(failures, most_doublings)),
                              longest_pause);
}

DialHistory::DialHistory(std::uint64_t seed) : entries_(most_entries), chance_(seed) {}

/// The pause, changed by chance.
Duration DialHistory::some(Duration pause) {
    std::uniform_int_distribution<int> percent(100 - jitter_percent, 100 + jitter_percent);
    return pause * percent(chance_) / 100;
}

DialHistory::Entry& DialHistory::entry(const net::NodeId& id) {
    Entry* known = entries_.find(id);
    return known != nullptr ? *known : entries_.put(id, Entry{});
}

SteadyTime DialHistory::ready_at(const net::NodeId& id) {
    const Entry* known = entries_.find(id);
    return known != nullptr ? known->ready : SteadyTime{};
}

SteadyTime DialHistory::redial_at(const net::NodeId& id) {
    const Entry* known = entries_.find(id);
    return known != nullptr ? known->dialled + shortest_pause : SteadyTime{};
}

void DialHistory::dialled(const net::NodeId& id, SteadyTime now) {
    Entry& known = entry(id);
    known.dialled = now;
    known.ready = std::max(known.ready, now + shortest_pause);
}

void DialHistory::pause(const net::NodeId& id, DialPause reason, SteadyTime now) {
    Entry& known = entry(id);
    known.ready = now + some(pause_for(reason, known.failures));
    known.failures = reason == DialPause::full ? 0 : known.failures + 1;
}

void DialHistory::restore(const net::NodeId& id, SteadyTime dialled, DialPause reason,
                          unsigned failures) {
    if (entries_.find(id) != nullptr) return;
    const Duration wait = some(pause_for(reason, failures == 0 ? 0 : failures - 1));
    entries_.put(id, Entry{dialled, dialled + wait, failures});
}

void DialHistory::succeeded(const net::NodeId& id) { entry(id).failures = 0; }

}  // namespace plexus::peers
