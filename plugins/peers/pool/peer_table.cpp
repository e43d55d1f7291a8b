#include "peer_table.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

#include "networks.hpp"

namespace plexus::peers {
namespace {

using net::Direction;
using net::Reason;
using net::RefusalCause;

/// Two nodes may dial each other at the same time. For this long after the first of two
/// connections came about, the other one may still be the one that both sides keep; it is longer
/// than the handshake of the slower one can take (RLPx and Hello, 5 s each, on top of a connection
/// that was made before).
constexpr std::chrono::seconds crossing_window{20};

bool is_worse(const PeerTable::Slot& a, const PeerTable::Slot& b) {
    return a.score != b.score ? a.score < b.score : a.since > b.since;
}

}  // namespace

Reason reason_for(RefusalCause cause) noexcept {
    switch (cause) {
        case RefusalCause::banned:
        case RefusalCause::no_shared_capability:
            return Reason::useless_peer;
        case RefusalCause::already_connected:
            return Reason::already_connected;
        case RefusalCause::connected_to_self:
            return Reason::connected_to_self;
        case RefusalCause::stopping:
            return Reason::client_quitting;
        case RefusalCause::too_many_peers:
        case RefusalCause::too_many_pending:
        case RefusalCause::too_many_from_network:
        case RefusalCause::too_soon:
        case RefusalCause::gated:  // there is no slot for this node here, and may be later
            return Reason::too_many_peers;
    }
    return Reason::requested;
}

PeerTable::Judgement PeerTable::judge(const net::NodeId& id, Direction direction, SteadyTime now,
                                      const asio::ip::address& at) const {
    if (id == self_) return {.refusal = RefusalCause::connected_to_self};
    if (closed_) return {.refusal = RefusalCause::stopping};
    if (access_->banned(id)) return {.refusal = RefusalCause::banned};
    if (const auto slot = slots_.find(id); slot != slots_.end()) {
        return judge_double(slot->second, id, direction, now);
    }
    if (access_->exempts(id)) return {};
    if (crowded(at, direction)) return {.refusal = RefusalCause::too_many_from_network};
    const bool inbound = direction == Direction::inbound;
    if (inbound && count(Direction::inbound) >= limits_.most_inbound) return judge_full(at, now);
    if (slots_.size() < limits_.most) return {};
    // An incoming peer may take the slot of a dialled peer above the reserved number: such slots
    // were filled by dialling only because no connection came in.
    const std::optional<net::NodeId> leaves = inbound ? dispensable() : std::nullopt;
    if (!leaves) return {.refusal = RefusalCause::too_many_peers};
    return {.replaces = leaves};
}

/// All slots for incoming peers are taken: one of them may make room.
PeerTable::Judgement PeerTable::judge_full(const asio::ip::address& at, SteadyTime now) const {
    const Judgement refused{.refusal = RefusalCause::too_many_peers};
    if (!may_evict(at, now)) return refused;
    const std::optional<net::NodeId> leaves =
        choose_evicted(candidates(Direction::inbound), secret_);
    if (!leaves) return refused;
    return {.replaces = leaves, .evicts = true};
}

bool PeerTable::may_evict(const asio::ip::address& at, SteadyTime now) const {
    if (evicted_at_ && now - *evicted_at_ < eviction_pause) return false;
    const auto last = evicted_by_.find(narrow_network_of(at));
    return last == evicted_by_.end() || now - last->second >= eviction_pause_of_network;
}

void PeerTable::evicted(const asio::ip::address& by, SteadyTime now) {
    evicted_at_ = now;
    std::erase_if(evicted_by_, [now](const auto& entry) {
        return now - entry.second >= eviction_pause_of_network;
    });
    if (!by.is_unspecified() && !net::is_local(by)) evicted_by_[narrow_network_of(by)] = now;
}

bool PeerTable::crowded(const asio::ip::address& at, Direction direction) const {
    if (!limits_.by_network || at.is_unspecified() || net::is_local(at)) return false;
    const net::Prefix narrow = narrow_network_of(at);
    const net::Prefix wide = wide_network_of(at);
    std::size_t near = 0;
    std::size_t dialled = 0;
    for (const auto& [id, slot] : slots_) {
        if (!wide.contains(slot.address) || access_->exempts(id)) continue;
        if (narrow.contains(slot.address)) ++near;
        if (slot.direction == Direction::outbound) ++dialled;
    }
    if (near >= most_in_narrow_network) return true;
    return direction == Direction::outbound && dialled >= most_dialled_in_wide_network;
}

/// Both sides must keep the same one of two connections, whichever each saw first: the one that
/// the smaller id dialled.
PeerTable::Judgement PeerTable::judge_double(const Slot& present, const net::NodeId& id,
                                             Direction direction, SteadyTime now) const {
    const bool smaller_dialled = (direction == Direction::outbound) == (self_ < id);
    const bool crossing = present.direction != direction && now - present.since < crossing_window;
    if (crossing && smaller_dialled) return {.replaces = id};
    return {.refusal = RefusalCause::already_connected};
}

/// The dialled peer with the lowest score, of equals the one that came last, if there are more
/// dialled peers than reserved slots. Ids decide nothing: anybody can make one that suits.
std::optional<net::NodeId> PeerTable::dispensable() const {
    std::size_t dialled = 0;
    auto worst = slots_.end();
    for (auto slot = slots_.begin(); slot != slots_.end(); ++slot) {
        if (slot->second.direction != Direction::outbound || access_->exempts(slot->first))
            continue;
        ++dialled;
        if (worst == slots_.end() || is_worse(slot->second, worst->second)) worst = slot;
    }
    if (dialled <= limits_.sure_dialled) return std::nullopt;
    return worst->first;
}

void PeerTable::occupy(const net::NodeId& id, const Slot& slot) {
    release(id);
    slots_.emplace(id, slot);
    if (slot.direction == Direction::inbound) ++inbound_;
}

void PeerTable::release(const net::NodeId& id) {
    const auto slot = slots_.find(id);
    if (slot == slots_.end()) return;
    if (slot->second.direction == Direction::inbound) --inbound_;
    slots_.erase(slot);
}

void PeerTable::rate(const net::NodeId& id, int score) {
    if (const auto slot = slots_.find(id); slot != slots_.end()) slot->second.score = score;
}

void PeerTable::set_latency(const net::NodeId& id, Duration latency) {
    const auto slot = slots_.find(id);
    if (slot != slots_.end()) slot->second.merit.latency = latency;
}

void PeerTable::note_first_shown(const net::NodeId& id, std::string_view message, SteadyTime now) {
    const auto slot = slots_.find(id);
    if (slot == slots_.end()) return;
    auto& news = slot->second.merit.last_new;
    if (news.contains(message) || news.size() < most_kinds_of_news) news[message] = now;
}

void PeerTable::note_use(const net::NodeId& id, SteadyTime now) {
    if (const auto slot = slots_.find(id); slot != slots_.end()) slot->second.useful = now;
}

bool PeerTable::is_useful(const Slot& slot, SteadyTime now) {
    return slot.useful != SteadyTime{} && now - slot.useful < idle_after;
}

bool PeerTable::was_useful(const net::NodeId& id, SteadyTime now) const {
    const auto slot = slots_.find(id);
    return slot != slots_.end() && is_useful(slot->second, now);
}

/// Those of which one may leave because it is of no use.
std::vector<EvictionCandidate> PeerTable::accountable(SteadyTime now) const {
    const std::size_t useful = count_useful(now);
    const bool full = slots_.size() >= limits_.most;
    if (are_most(useful)) return full ? candidates() : candidates(Direction::outbound);
    const bool too_soon = idle_left_at_ && now - *idle_left_at_ < pause_between_idle(useful);
    if (!full || too_soon) return {};
    return unprotected(candidates(), secret_);
}

std::size_t PeerTable::count_useful(SteadyTime now) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        slots_, [now](const auto& slot) { return is_useful(slot.second, now); }));
}

Duration PeerTable::pause_between_idle(std::size_t useful) const {
    return useful > 0 ? idle_pause : idle_pause * (1U << std::min(vain_, most_doublings));
}

void PeerTable::idle_left(SteadyTime now) {
    idle_left_at_ = now;
    vain_ = count_useful(now) > 0 ? 0 : vain_ + 1;
}

std::optional<net::NodeId> PeerTable::idle(SteadyTime now) const {
    const Duration limit = slots_.size() >= limits_.most ? idle_after_when_full : idle_after;
    const auto last_use = [](const EvictionCandidate& candidate) {
        return std::max(candidate.since, candidate.useful);
    };
    const std::vector<EvictionCandidate> present = accountable(now);
    const auto longest = std::ranges::min_element(present, {}, last_use);
    if (longest == present.end() || now - last_use(*longest) < limit) return std::nullopt;
    return longest->id;
}

std::optional<net::NodeId> PeerTable::rotated(SteadyTime now, std::uint64_t chance) const {
    if (slots_.size() < limits_.most) return std::nullopt;
    return choose_rotated(candidates(Direction::outbound), secret_, now, chance);
}

/// The peers that this side or the other one has dialled, or all, without those that never lose a
/// slot.
std::vector<EvictionCandidate> PeerTable::candidates(std::optional<Direction> direction) const {
    std::vector<EvictionCandidate> candidates;
    for (const auto& [id, slot] : slots_) {
        if ((direction && slot.direction != *direction) || access_->exempts(id)) continue;
        candidates.push_back({id, slot.address, slot.since, slot.useful, slot.score, slot.merit});
    }
    return candidates;
}

std::size_t PeerTable::count(Direction direction) const noexcept {
    return direction == Direction::inbound ? inbound_ : slots_.size() - inbound_;
}

}  // namespace plexus::peers
