#include "gossip_blocks.hpp"

#include <algorithm>
#include <utility>

namespace plexus::sync {
namespace {

const net::NodeId& sender_of(const GossipBlock& gossiped) {
    return gossiped.from.front()->node().id;
}

bool is_next(const GossipBlock& gossiped, const Position& end) {
    return gossiped.complete && gossiped.header().header.number == end.next &&
           end.parent == gossiped.header().header.parent;
}

}  // namespace

GossipBlock* GossipBlocks::find(const Hash256& hash) {
    const auto found = std::ranges::find(
        blocks_, hash, [](const GossipBlock& gossiped) { return gossiped.header().hash; });
    return found == blocks_.end() ? nullptr : &*found;
}

void GossipBlocks::add(GossipBlock gossiped) {
    const net::NodeId sender = sender_of(gossiped);
    if (count_of(sender) >= most_of_peer) drop_oldest_of(sender);
    blocks_.push_back(std::move(gossiped));
    while (blocks_.size() > 1 && bytes() > limit_bytes_) drop_oldest_of(greediest());
}

void GossipBlocks::note(const Hash256& hash, const net::PeerPtr& peer) {
    GossipBlock* const gossiped = find(hash);
    if (gossiped == nullptr || gossiped->from.size() >= most_peers) return;
    if (std::ranges::find(gossiped->from, peer) == gossiped->from.end()) {
        gossiped->from.push_back(peer);
    }
}

std::optional<GossipBlock> GossipBlocks::take_next(const Position& end) {
    const auto found = std::ranges::find_if(
        blocks_, [&end](const GossipBlock& gossiped) { return is_next(gossiped, end); });
    if (found == blocks_.end()) return std::nullopt;
    std::optional<GossipBlock> taken = std::move(*found);
    blocks_.erase(found);
    return taken;
}

std::optional<GossipBlock> GossipBlocks::take(const Hash256& hash) {
    const auto found = std::ranges::find(
        blocks_, hash, [](const GossipBlock& gossiped) { return gossiped.header().hash; });
    if (found == blocks_.end()) return std::nullopt;
    std::optional<GossipBlock> taken = std::move(*found);
    blocks_.erase(found);
    return taken;
}

std::vector<GossipBlock> GossipBlocks::take_children(const Hash256& parent) {
    std::vector<GossipBlock> children;
    for (auto each = blocks_.begin(); each != blocks_.end();) {
        if (each->header().header.parent == parent) {
            children.push_back(std::move(*each));
            each = blocks_.erase(each);
        } else {
            ++each;
        }
    }
    return children;
}

void GossipBlocks::drop_up_to(std::uint64_t number) {
    std::erase_if(blocks_, [number](const GossipBlock& gossiped) {
        return gossiped.header().header.number <= number;
    });
}

bool GossipBlocks::has_next(const Position& end) const {
    return std::ranges::any_of(
        blocks_, [&end](const GossipBlock& gossiped) { return is_next(gossiped, end); });
}

std::size_t GossipBlocks::count_of(const net::NodeId& peer) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        blocks_, [&peer](const GossipBlock& gossiped) { return sender_of(gossiped) == peer; }));
}

std::size_t GossipBlocks::bytes() const {
    std::size_t sum = 0;
    for (const GossipBlock& gossiped : blocks_) {
        sum += gossiped.batch.bytes() + gossiped.header().raw.size();
    }
    return sum;
}

void GossipBlocks::drop_oldest_of(const net::NodeId& peer) {
    const auto oldest = std::ranges::find_if(
        blocks_, [&peer](const GossipBlock& gossiped) { return sender_of(gossiped) == peer; });
    if (oldest != blocks_.end()) blocks_.erase(oldest);
}

net::NodeId GossipBlocks::greediest() const {
    const auto most = std::ranges::max_element(
        blocks_, {}, [this](const GossipBlock& gossiped) { return count_of(sender_of(gossiped)); });
    return sender_of(*most);
}

}  // namespace plexus::sync
