#include "tellers.hpp"

namespace plexus::relay {
namespace {

/// Blocks of one peer: those that are of interest at once, with some forks.
constexpr std::size_t blocks_of_a_peer = 128;

/// Far more than a node has peers. One that sends while it leaves may stay behind.
constexpr std::size_t most_peers = 1024;

}  // namespace

void Tellers::note(const Hash256& block, const net::NodeId& peer) {
    if (told_.size() >= most_peers && !told_.contains(peer)) return;
    if (!tellers_[block].insert(peer).second) return;
    std::deque<Hash256>& blocks = told_[peer];
    blocks.push_back(block);
    if (blocks.size() <= blocks_of_a_peer) return;
    const Hash256 oldest = blocks.front();
    blocks.pop_front();
    withdraw(oldest, peer);
}

std::size_t Tellers::count(const Hash256& block) const {
    const auto found = tellers_.find(block);
    return found == tellers_.end() ? 0 : found->second.size();
}

void Tellers::forget(const net::NodeId& peer) {
    const auto found = told_.find(peer);
    if (found == told_.end()) return;
    for (const Hash256& block : found->second) withdraw(block, peer);
    told_.erase(found);
}

void Tellers::withdraw(const Hash256& block, const net::NodeId& peer) {
    const auto found = tellers_.find(block);
    if (found == tellers_.end()) return;
    found->second.erase(peer);
    if (found->second.empty()) tellers_.erase(found);
}

}  // namespace plexus::relay
