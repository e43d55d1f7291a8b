#include "announcers.hpp"

namespace plexus::relay {
namespace {

/// Blocks of one peer: those that are of interest at once, with some forks.
constexpr std::size_t blocks_of_a_peer = 128;

/// Far more than a node has peers. One that sends while it leaves may stay behind.
constexpr std::size_t most_peers = 1024;

}  // namespace

void Announcers::note(const Hash256& block, const net::NodeId& peer) {
    if (told_.size() >= most_peers && !told_.contains(peer)) return;
    if (!announcers_[block].insert(peer).second) return;
    std::deque<Hash256>& blocks = told_[peer];
    blocks.push_back(block);
    if (blocks.size() <= blocks_of_a_peer) return;
    const Hash256 oldest = blocks.front();
    blocks.pop_front();
    withdraw(oldest, peer);
}

std::size_t Announcers::count(const Hash256& block) const {
    const auto found = announcers_.find(block);
    return found == announcers_.end() ? 0 : found->second.size();
}

void Announcers::forget(const net::NodeId& peer) {
    const auto found = told_.find(peer);
    if (found == told_.end()) return;
    for (const Hash256& block : found->second) withdraw(block, peer);
    told_.erase(found);
}

void Announcers::withdraw(const Hash256& block, const net::NodeId& peer) {
    const auto found = announcers_.find(block);
    if (found == announcers_.end()) return;
    found->second.erase(peer);
    if (found->second.empty()) announcers_.erase(found);
}

}  // namespace plexus::relay
