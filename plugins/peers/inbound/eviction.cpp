#include "eviction.hpp"

#include <algorithm>
#include <set>

#include <plugins/peers/pool/networks.hpp>

namespace plexus::peers {
namespace {

using Candidates = std::vector<EvictionCandidate>;

/// Takes out the first few by that order, but none that `has_it` refuses.
template <class Better, class HasIt>
void protect(Candidates& candidates, std::size_t count, Better better, HasIt has_it) {
    std::ranges::stable_sort(candidates, better);
    std::size_t kept = 0;
    std::erase_if(candidates, [&](const EvictionCandidate& candidate) {
        if (kept == count || !has_it(candidate)) return false;
        ++kept;
        return true;
    });
}

std::uint64_t keyed(const asio::ip::address& address, std::uint64_t secret) {
    // The multiplier is 2^64 divided by the golden ratio, as in Fibonacci hashing.
    std::uint64_t mixed =
        (std::hash<net::Prefix>{}(wide_network_of(address)) ^ secret) * 0x9e3779b97f4a7c15U;
    mixed ^= mixed >> 29U;
    return mixed * 0x9e3779b97f4a7c15U;
}

SteadyTime news_of(const EvictionCandidate& candidate, std::string_view kind) {
    const auto found = candidate.merit.last_new.find(kind);
    return found == candidate.merit.last_new.end() ? SteadyTime::min() : found->second;
}

void protect_by_news(Candidates& candidates, std::size_t count) {
    std::set<std::string_view> kinds;
    for (const EvictionCandidate& candidate : candidates) {
        for (const auto& [kind, when] : candidate.merit.last_new) kinds.insert(kind);
    }
    for (const std::string_view kind : kinds) {
        protect(
            candidates, count,
            [kind](const auto& a, const auto& b) { return news_of(a, kind) > news_of(b, kind); },
            [kind](const auto& candidate) { return candidate.merit.last_new.contains(kind); });
    }
}

bool came_before(const EvictionCandidate& a, const EvictionCandidate& b) {
    return a.since < b.since;
}

constexpr auto anyone = [](const EvictionCandidate&) { return true; };

/// Of the network with the most candidates the one that came last; of equal networks the one whose
/// peer came last.
net::NodeId youngest_of_largest(const Candidates& candidates) {
    std::map<net::Prefix, std::pair<std::size_t, const EvictionCandidate*>> networks;
    for (const EvictionCandidate& candidate : candidates) {
        auto& [size, youngest] = networks[wide_network_of(candidate.address)];
        ++size;
        if (youngest == nullptr || came_before(*youngest, candidate)) youngest = &candidate;
    }
    const auto largest = std::ranges::max_element(networks, [](const auto& a, const auto& b) {
        if (a.second.first != b.second.first) return a.second.first < b.second.first;
        return came_before(*a.second.second, *b.second.second);
    });
    return largest->second.second->id;
}

/// Those whose networks a secret prefers, and those that are quickest.
void protect_by_place(Candidates& candidates, std::size_t count, std::uint64_t secret) {
    protect(
        candidates, count,
        [secret](const auto& a, const auto& b) {
            return keyed(a.address, secret) > keyed(b.address, secret);
        },
        anyone);
    protect(
        candidates, count,
        [](const auto& a, const auto& b) { return a.merit.latency < b.merit.latency; },
        [](const auto& candidate) { return candidate.merit.latency != Duration{}; });
}

}  // namespace

std::optional<net::NodeId> choose_evicted(Candidates candidates, std::uint64_t secret) {
    protect_by_place(candidates, protected_by_class, secret);
    protect_by_news(candidates, protected_by_class);
    protect(
        candidates, protected_by_class,
        [](const auto& a, const auto& b) { return a.score > b.score; }, anyone);
    protect(candidates, candidates.size() / 2, came_before, anyone);
    if (candidates.empty()) return std::nullopt;
    return youngest_of_largest(candidates);
}

Candidates unprotected(Candidates candidates, std::uint64_t secret) {
    const std::size_t count = std::min(protected_by_class, candidates.size() / 4);
    protect(candidates, count, came_before, anyone);
    protect_by_place(candidates, count, secret);
    protect_by_news(candidates, count);
    return candidates;
}

std::optional<net::NodeId> choose_rotated(Candidates candidates, std::uint64_t secret,
                                          SteadyTime now, std::uint64_t chance) {
    candidates = unprotected(std::move(candidates), secret);
    std::erase_if(candidates, [now](const EvictionCandidate& candidate) {
        return now - candidate.since < rotated_after;
    });
    if (candidates.empty()) return std::nullopt;
    return candidates[chance % candidates.size()].id;
}

}  // namespace plexus::peers
