#include "node_book.hpp"

#include <algorithm>

namespace plexus::nodestore {
namespace {

bool is_better(const net::NodeEntry& a, const net::NodeEntry& b) {
    if (a.value != b.value) return a.value > b.value;
    return a.last_seen > b.last_seen;
}

}  // namespace

void NodeBook::put(const net::NodeEntry& entry) {
    const auto [place, is_new] = entries_.try_emplace(entry.node.id, entry);
    net::NodeEntry& known = place->second;
    if (!is_new) {
        if (entry.last_seen >= known.last_seen) {
            known.node = entry.node;
            known.last_seen = entry.last_seen;
        }
        if (entry.value != 0) known.value = entry.value;
    }
    if (entries_.size() <= capacity) return;
    entries_.erase(std::ranges::max_element(entries_, is_better,
                                            [](const auto& each) -> auto& { return each.second; }));
}

std::vector<net::NodeEntry> NodeBook::best(std::size_t count, WallTime now) const {
    std::vector<net::NodeEntry> chosen;
    for (const auto& [id, entry] : entries_) {
        if (now - entry.last_seen <= max_age) chosen.push_back(entry);
    }
    const auto end = chosen.begin() + static_cast<std::ptrdiff_t>(std::min(count, chosen.size()));
    std::partial_sort(chosen.begin(), end, chosen.end(), is_better);
    chosen.erase(end, chosen.end());
    return chosen;
}

}  // namespace plexus::nodestore
