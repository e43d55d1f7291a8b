#include "dial_history.hpp"

#include <algorithm>

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

/// About the size of the network: at some 100 bytes each, under a megabyte.
constexpr std::size_t most_entries = 8192;

/// @spec go-ethereum p2p/dial.go, dialHistoryExpiration
constexpr Duration pause = 35s;

/// Nodes come back after hours as often as after minutes, and one attempt an hour is cheap for
/// both.
constexpr Duration longest_pause = 1h;
constexpr unsigned most_doublings = 7;  // 35 s times 2^7 is above the hour

/// A slot becomes free within minutes.
constexpr Duration pause_when_full = 90s;

/// @param failures  in a row, before this one
Duration wait_after(unsigned failures) {
    const Duration wait = pause * (1U << std::min(failures, most_doublings));
    return std::min(wait, longest_pause);
}

}  // namespace

DialHistory::DialHistory() : entries_(most_entries) {}

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
    return known != nullptr ? known->dialled + pause : SteadyTime{};
}

void DialHistory::dialled(const net::NodeId& id, SteadyTime now) {
    Entry& known = entry(id);
    known.dialled = now;
    known.ready = std::max(known.ready, now + pause);
}

void DialHistory::failed(const net::NodeId& id, SteadyTime now) {
    Entry& known = entry(id);
    known.ready = now + wait_after(known.failures);
    ++known.failures;
}

void DialHistory::was_full(const net::NodeId& id, SteadyTime now) {
    Entry& known = entry(id);
    known.ready = now + pause_when_full;
    known.failures = 0;
}

void DialHistory::restore(const net::NodeId& id, SteadyTime dialled, unsigned failures) {
    if (entries_.find(id) != nullptr) return;
    const Duration wait = failures == 0 ? pause : wait_after(failures - 1);
    entries_.put(id, Entry{dialled, dialled + wait, failures});
}

void DialHistory::succeeded(const net::NodeId& id) { entry(id).failures = 0; }

}  // namespace plexus::peers
