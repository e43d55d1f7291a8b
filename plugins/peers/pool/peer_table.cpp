#include "peer_table.hpp"

#include <algorithm>

namespace plexus::peers {
namespace {

using net::Direction;
using net::Reason;

/// Two nodes may dial each other at the same time. For this long after the first of two
/// connections came about, the other one may still be the one that both sides keep; it is longer
/// than the handshake of the slower one can take (RLPx and Hello, 5 s each, on top of a connection
/// that was made before).
constexpr std::chrono::seconds crossing_window{20};

/// Bans are cheap for others to provoke: an id costs nothing.
constexpr std::size_t most_bans = 1024;

}  // namespace

PeerTable::Judgement PeerTable::judge(const net::NodeId& id, Direction direction,
                                      SteadyTime now) const {
    if (id == self_) return {.refusal = Reason::connected_to_self};
    if (closed_) return {.refusal = Reason::client_quitting};
    if (banned(id, now)) return {.refusal = Reason::useless_peer};
    if (const auto slot = slots_.find(id); slot != slots_.end()) {
        return judge_double(slot->second, id, direction, now);
    }
    if (favours(id)) return {};
    const bool inbound = direction == Direction::inbound;
    if (inbound && count(Direction::inbound) >= limits_.most_inbound) {
        return {.refusal = Reason::too_many_peers};
    }
    if (slots_.size() < limits_.most) return {};
    // Slots that nobody came in for were filled by dialling; now somebody has come.
    const std::optional<net::NodeId> leaves = inbound ? dispensable() : std::nullopt;
    if (!leaves) return {.refusal = Reason::too_many_peers};
    return {.replaces = leaves};
}

/// Both sides must keep the same one of two connections, whichever each saw first: the one that
/// the smaller id dialled.
PeerTable::Judgement PeerTable::judge_double(const Slot& present, const net::NodeId& id,
                                             Direction direction, SteadyTime now) const {
    const bool smaller_dialled = (direction == Direction::outbound) == (self_ < id);
    const bool crossing = present.direction != direction && now - present.since < crossing_window;
    if (crossing && smaller_dialled) return {.replaces = id};
    return {.refusal = Reason::already_connected};
}

/// The worst of the dialled peers, as long as there are more of them than is theirs.
std::optional<net::NodeId> PeerTable::dispensable() const {
    std::size_t dialled = 0;
    auto worst = slots_.end();
    for (auto slot = slots_.begin(); slot != slots_.end(); ++slot) {
        if (slot->second.direction != Direction::outbound || favours(slot->first)) continue;
        ++dialled;
        if (worst == slots_.end() || slot->second.score < worst->second.score) worst = slot;
    }
    if (dialled <= limits_.sure_dialled) return std::nullopt;
    return worst->first;
}

void PeerTable::rate(const net::NodeId& id, int score) {
    if (const auto slot = slots_.find(id); slot != slots_.end()) slot->second.score = score;
}

std::size_t PeerTable::count(Direction direction) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        slots_, [&](const auto& slot) { return slot.second.direction == direction; }));
}

void PeerTable::ban(const net::NodeId& id, SteadyTime until) {
    if (favours(id)) return;
    if (bans_.size() >= most_bans && !bans_.contains(id)) {
        bans_.erase(
            std::ranges::min_element(bans_, {}, [](const auto& ban) { return ban.second; }));
    }
    bans_[id] = until;
}

bool PeerTable::banned(const net::NodeId& id, SteadyTime now) const {
    const auto ban = bans_.find(id);
    return ban != bans_.end() && now < ban->second && !favours(id);
}

void PeerTable::forget_bans(SteadyTime now) {
    std::erase_if(bans_, [now](const auto& ban) { return ban.second <= now; });
}

}  // namespace plexus::peers
