#include "block_fetches.hpp"

#include <algorithm>

namespace plexus::relay {
namespace {

constexpr std::size_t entries_of_a_peer = 256;  // bsc: announced blocks of one peer
constexpr std::size_t most_blocks = 1024;       // ours: four peers that use their whole share
constexpr std::size_t peers_of_a_block = 8;     // ours: peers that can be asked one after the other

}  // namespace

bool BlockFetches::add(const Hash256& hash, const net::PeerPtr& peer) {
    const auto entries = entries_.find(peer->node().id);
    if (entries != entries_.end() && entries->second >= entries_of_a_peer) return false;
    auto found = places_.find(hash);
    if (found == places_.end()) {
        if (blocks_.size() >= most_blocks) return false;
        Block& block = blocks_.emplace_back();
        block.hash = hash;
        found = places_.emplace(hash, std::prev(blocks_.end())).first;
    }
    Block& block = *found->second;
    if (block.peers.size() >= peers_of_a_block) return false;
    if (std::ranges::find(block.peers, peer) != block.peers.end()) return true;
    block.peers.push_back(peer);
    ++entries_[peer->node().id];
    return true;
}

std::optional<BlockFetches::Task> BlockFetches::take() {
    for (Block& block : blocks_) {
        if (block.in_work) continue;
        const auto peer = std::ranges::find_if(
            block.peers, [this](const auto& one) { return !busy_.contains(one->node().id); });
        if (peer == block.peers.end()) continue;
        Task task;
        task.hash = block.hash;
        task.peer = *peer;
        block.peers.erase(peer);
        block.in_work = true;
        busy_.insert(task.peer->node().id);
        return task;
    }
    return std::nullopt;
}

void BlockFetches::finish(const Task& task, Outcome response) {
    busy_.erase(task.peer->node().id);
    let_go(task.peer);
    const auto found = places_.find(task.hash);
    if (found == places_.end()) return;
    const Place place = found->second;
    place->in_work = false;
    if (response == Outcome::done || place->peers.empty()) erase(place);
}

void BlockFetches::let_go(const net::PeerPtr& peer) {
    const auto entries = entries_.find(peer->node().id);
    if (entries != entries_.end() && --entries->second == 0) entries_.erase(entries);
}

void BlockFetches::erase(Place place) {
    for (const net::PeerPtr& peer : place->peers) let_go(peer);
    places_.erase(place->hash);
    blocks_.erase(place);
}

}  // namespace plexus::relay
