#include "block_fetches.hpp"

#include <algorithm>
#include <limits>

namespace plexus::relay {
namespace {

constexpr std::size_t entries_of_a_peer = 256;  // bsc: announced blocks of one peer

}  // namespace

bool BlockFetches::add(const Hash256& hash, const net::PeerPtr& peer) {
    const auto entries = entries_.find(peer->node().id);
    if (entries != entries_.end() && entries->second >= entries_of_a_peer) return false;
    auto found = places_.find(hash);
    if (found == places_.end()) {
        Block& block = blocks_.emplace_back();
        block.hash = hash;
        found = places_.emplace(hash, std::prev(blocks_.end())).first;
    }
    Block& block = *found->second;
    if (std::ranges::find(block.peers, peer) != block.peers.end()) return true;
    block.peers.push_back(peer);
    ++entries_[peer->node().id];
    return true;
}

std::optional<BlockFetches::Task> BlockFetches::take() {
    // The peer that has waited longest for its turn, and of its blocks the oldest.
    Block* chosen = nullptr;
    net::PeerPtr peer;
    std::uint64_t earliest = std::numeric_limits<std::uint64_t>::max();
    for (Block& block : blocks_) {
        if (block.in_work) continue;
        for (const net::PeerPtr& one : block.peers) {
            const net::NodeId& id = one->node().id;
            if (busy_.contains(id)) continue;
            const auto turn = turns_.find(id);
            const std::uint64_t last = turn == turns_.end() ? 0 : turn->second;
            if (last >= earliest) continue;
            earliest = last;
            chosen = &block;
            peer = one;
        }
    }
    if (chosen == nullptr) return std::nullopt;
    Task task;
    task.hash = chosen->hash;
    task.peer = peer;
    std::erase(chosen->peers, peer);
    chosen->in_work = true;
    busy_.insert(peer->node().id);
    turns_[peer->node().id] = ++turn_;
    return task;
}

void BlockFetches::forget(const net::NodeId& peer) { turns_.erase(peer); }

void BlockFetches::finish(const Task& task, FetchResult response) {
    busy_.erase(task.peer->node().id);
    let_go(task.peer);
    const auto found = places_.find(task.hash);
    if (found == places_.end()) return;
    const Position place = found->second;
    place->in_work = false;
    if (response == FetchResult::done || place->peers.empty()) erase(place);
}

void BlockFetches::let_go(const net::PeerPtr& peer) {
    const auto entries = entries_.find(peer->node().id);
    if (entries != entries_.end() && --entries->second == 0) entries_.erase(entries);
}

void BlockFetches::erase(Position place) {
    for (const net::PeerPtr& peer : place->peers) let_go(peer);
    places_.erase(place->hash);
    blocks_.erase(place);
}

}  // namespace plexus::relay
