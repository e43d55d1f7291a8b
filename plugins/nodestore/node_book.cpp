#include "node_book.hpp"

#include <algorithm>
#include <utility>

#include <kit/crypto/random.hpp>

namespace plexus::nodestore {
namespace {

bool is_better(const net::NodeEntry& a, const net::NodeEntry& b) {
    if (a.value != b.value) return a.value > b.value;
    return a.last_seen > b.last_seen;
}

/// What a newer message says of a node's endpoints replaces what is known; an older one only adds.
void take_endpoint(net::Endpoint& known, const net::Endpoint& told, bool newer) {
    if (told.known() && (newer || !known.known())) known = told;
}

void take_node(net::NodeEntry& known, const net::Node& told, bool newer) {
    take_endpoint(known.node.ip4, told.ip4, newer);
    take_endpoint(known.node.ip6, told.ip6, newer);
    const bool fresh =
        told.record && (!known.node.record || told.record->sequence > known.node.record->sequence);
    if (fresh) known.node.record = told.record;
}

void take_outcome(net::NodeEntry& known, net::DialOutcome outcome, WallTime at) {
    known.last_tried = at;
    known.outcome = outcome;
    if (outcome == net::DialOutcome::refused) return;  // it lives, and has no room
    known.failures = outcome == net::DialOutcome::connected ? 0 : known.failures + 1;
}

}  // namespace

void NodeBook::put(net::NodeEntry entry) {
    const net::NodeId id = entry.node.id;
    entries_.insert_or_assign(id, std::move(entry));
    make_room();
}

void NodeBook::update(const net::NodeUpdate& news) {
    const auto [place, is_new] = entries_.try_emplace(news.node.id);
    net::NodeEntry& known = place->second;
    if (is_new) {
        known.node.id = news.node.id;
        known.source = news.source;
        known.first_seen = news.at;
    }
    take_node(known, news.node, news.responded && news.at >= known.last_seen);
    if (news.responded) known.last_seen = std::max(known.last_seen, news.at);
    if (news.dialled) take_outcome(known, *news.dialled, news.at);
    if (news.banned_until) known.banned_until = *news.banned_until;
    if (news.value) known.value = *news.value;
    make_room();
}

void NodeBook::make_room() {
    if (entries_.size() <= capacity) return;
    entries_.erase(std::ranges::max_element(entries_, is_better,
                                            [](const auto& each) -> auto& { return each.second; }));
}

void NodeBook::forget_old(WallTime now) {
    std::erase_if(entries_, [now](const auto& each) {
        const net::NodeEntry& entry = each.second;
        return now - std::max(entry.first_seen, entry.last_seen) > max_age &&
               entry.banned_until <= now;
    });
}

std::optional<net::NodeEntry> NodeBook::find(const net::NodeId& id) const {
    const auto found = entries_.find(id);
    return found == entries_.end() ? std::nullopt : std::optional{found->second};
}

std::vector<net::NodeEntry> NodeBook::select(const net::NodeQuery& query, WallTime now) const {
    std::vector<const net::NodeEntry*> chosen;
    for (const auto& [id, entry] : entries_) {
        const bool wanted = query.banned || entry.banned_until <= now;
        if (wanted && entry.last_seen >= query.seen_since) chosen.push_back(&entry);
    }
    const std::size_t count = std::min(query.count, chosen.size());
    const auto end = chosen.begin() + static_cast<std::ptrdiff_t>(count);
    if (query.order == net::NodeQuery::Order::best) {
        std::partial_sort(chosen.begin(), end, chosen.end(),
                          [](auto* a, auto* b) { return is_better(*a, *b); });
    } else {
        for (std::size_t i = 0; i < count; ++i) {
            std::swap(chosen[i], chosen[i + crypto::random_u64() % (chosen.size() - i)]);
        }
    }
    std::vector<net::NodeEntry> entries;
    entries.reserve(count);
    for (std::size_t i = 0; i < count; ++i) entries.push_back(*chosen[i]);
    return entries;
}

std::vector<net::NodeEntry> NodeBook::all() const {
    std::vector<net::NodeEntry> entries;
    entries.reserve(entries_.size());
    for (const auto& [id, entry] : entries_) entries.push_back(entry);
    return entries;
}

}  // namespace plexus::nodestore
