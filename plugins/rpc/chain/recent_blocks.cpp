#include "recent_blocks.hpp"

#include <algorithm>
#include <utility>

namespace plexus::rpc_server {
namespace {

/// go-ethereum keeps blocks of side chains for longer; reorganisations that people look up are a
/// few blocks deep.
constexpr std::size_t most_recent_blocks = 128;
constexpr std::size_t most_recent_bytes = 64U << 20U;

std::size_t size_of(const RawParts& block) {
    return block.header.size() + block.body.size() + block.receipts.size();
}

}  // namespace

void RecentBlocks::put(RawParts block) {
    const std::scoped_lock lock(mutex_);
    if (std::ranges::find(blocks_, block.hash, &RawParts::hash) != blocks_.end()) return;
    bytes_ += size_of(block);
    blocks_.push_back(std::move(block));
    while (blocks_.size() > most_recent_blocks || bytes_ > most_recent_bytes) {
        bytes_ -= size_of(blocks_.front());
        blocks_.pop_front();
    }
}

std::optional<RawParts> RecentBlocks::find(const Hash256& hash) const {
    const std::scoped_lock lock(mutex_);
    const auto found = std::ranges::find(blocks_, hash, &RawParts::hash);
    if (found == blocks_.end()) return std::nullopt;
    return *found;
}

}  // namespace plexus::rpc_server
