#include "orphans.hpp"

#include <algorithm>
#include <map>

namespace plexus::relay {
namespace {

/// As many as the window of announced blocks is wide.
constexpr std::size_t most_orphans = 32;
constexpr std::size_t most_bytes = 16 * 1024 * 1024;

std::size_t bytes_of(const eth::RawBlock& block) {
    return block.header.size() + block.body.size() + block.extra.size();
}

/// A slice keeps its whole message alive, which may be more than what is counted.
SharedBytes copy_of(BytesView bytes) { return SharedBytes{Bytes(bytes.begin(), bytes.end())}; }

}  // namespace

void Orphans::add(Orphan orphan) {
    orphan.block.header = copy_of(orphan.block.header);
    orphan.block.body = copy_of(orphan.block.body);
    orphan.block.extra = copy_of(orphan.block.extra);
    bytes_ += bytes_of(orphan.block);
    orphans_.push_back(std::move(orphan));
    while (orphans_.size() > most_orphans || bytes_ > most_bytes) forget_one();
}

bool Orphans::has(const Hash256& hash) const {
    return std::ranges::any_of(orphans_,
                               [&](const Orphan& orphan) { return orphan.block.hash == hash; });
}

bool Orphans::has(const Hash256& hash, const net::NodeId& from) const {
    return std::ranges::any_of(orphans_, [&](const Orphan& orphan) {
        return orphan.block.hash == hash && orphan.from->node().id == from;
    });
}

bool Orphans::are_waiting_for(const Hash256& parent) const {
    return std::ranges::any_of(orphans_,
                               [&](const Orphan& orphan) { return orphan.block.parent == parent; });
}

std::vector<Orphans::Orphan> Orphans::take(const Hash256& parent) {
    std::vector<Orphan> taken;
    for (Orphan& orphan : orphans_) {
        if (orphan.block.parent != parent) continue;
        bytes_ -= bytes_of(orphan.block);
        taken.push_back(orphan);
    }
    std::erase_if(orphans_, [&](const Orphan& orphan) { return orphan.block.parent == parent; });
    return taken;
}

/// Drops the oldest block of the peer whose blocks take the most room.
void Orphans::forget_one() {
    std::map<net::NodeId, std::size_t> shares;
    for (const Orphan& orphan : orphans_) {
        shares[orphan.from->node().id] += bytes_of(orphan.block) + most_bytes / most_orphans;
    }
    const auto largest =
        std::ranges::max_element(shares, {}, [](const auto& share) { return share.second; });
    const auto oldest = std::ranges::find_if(
        orphans_, [&](const Orphan& orphan) { return orphan.from->node().id == largest->first; });
    bytes_ -= bytes_of(oldest->block);
    orphans_.erase(oldest);
}

}  // namespace plexus::relay
