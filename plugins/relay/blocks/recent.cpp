#include "recent.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <kit/eth/types/limits.hpp>

namespace plexus::relay {
namespace {

/// How many blocks of one number are kept. Honest chains have two or three at once; a peer that can
/// invent blocks must not be able to evict all others.
constexpr std::size_t forks_of_a_number = 8;

bool is_better(const KeptBlock& a, const KeptBlock& b) {
    if (a.beyond_anchor != b.beyond_anchor) return a.beyond_anchor > b.beyond_anchor;
    return a.block.number > b.block.number;
}

bool is_full(const chain::RawItems& items, std::size_t bytes, chain::Budget budget) {
    return items.size() >= budget.items || bytes >= budget.bytes;
}

/// @returns nothing where the row leaves the range of numbers
std::optional<std::uint64_t> next_number(std::uint64_t number, const chain::HeaderQuery& query) {
    constexpr std::uint64_t highest = std::numeric_limits<std::uint64_t>::max();
    if (query.skip == highest) return std::nullopt;
    const std::uint64_t step = query.skip + 1;
    if (query.reverse) return number < step ? std::nullopt : std::optional{number - step};
    return number > highest - step ? std::nullopt : std::optional{number + step};
}

}  // namespace

void Recent::begin_with(std::unique_ptr<KeptBlock> anchor) {
    const std::scoped_lock lock(mutex_);
    blocks_.clear();
    canonical_.clear();
    bytes_ = 0;
    anchor->beyond_anchor = {};
    KeptBlockPtr block = std::move(anchor);
    insert(block);
    canonical_.emplace(block->block.number, block);
    head_ = std::move(block);
}

Recent::Added Recent::add(std::unique_ptr<KeptBlock> block, const CountAnnouncers& announcers) {
    const std::scoped_lock lock(mutex_);
    const KeptBlockPtr parent = look_up(block->block.parent);
    if (!parent || look_up(block->block.hash)) return Added::not_kept;
    if (!make_room_for(*block, announcers)) return Added::not_kept;
    const auto total = parent->beyond_anchor.checked_add(block->header.difficulty);
    if (!total) return Added::not_kept;
    block->beyond_anchor = *total;

    KeptBlockPtr kept = std::move(block);
    insert(kept);
    const bool better = is_better(*kept, *head_);
    if (better) make_head(std::move(kept));
    prune();
    return better ? Added::as_head : Added::aside;
}

KeptBlockPtr Recent::find(const Hash256& hash) const {
    const std::scoped_lock lock(mutex_);
    return look_up(hash);
}

KeptBlockPtr Recent::head() const {
    const std::scoped_lock lock(mutex_);
    return head_;
}

std::uint64_t Recent::earliest() const {
    const std::scoped_lock lock(mutex_);
    return canonical_.empty() ? 0 : canonical_.begin()->first;
}

std::optional<Hash256> Recent::canonical_hash(std::uint64_t number) const {
    const std::scoped_lock lock(mutex_);
    const auto found = canonical_.find(number);
    if (found == canonical_.end()) return std::nullopt;
    return found->second->block.hash;
}

std::size_t Recent::size() const {
    const std::scoped_lock lock(mutex_);
    return blocks_.size();
}

chain::RawItems Recent::headers(const chain::HeaderQuery& query, chain::Budget budget) const {
    const std::scoped_lock lock(mutex_);
    chain::RawItems items;
    std::size_t bytes = 0;
    KeptBlockPtr block = first_of(query);
    for (std::uint64_t left = query.amount; left > 0 && block; --left) {
        if (is_full(items, bytes, budget)) break;
        items.push_back(block->block.header);
        bytes += items.back().size();
        block = next_of(block, query);
    }
    return items;
}

chain::RawItems Recent::bodies(const std::vector<Hash256>& hashes, chain::Budget budget) const {
    const std::scoped_lock lock(mutex_);
    chain::RawItems items;
    std::size_t bytes = 0;
    std::size_t looked_at = 0;
    for (const Hash256& hash : hashes) {
        if (is_full(items, bytes, budget) || looked_at++ >= eth::limits::lookups) break;
        const KeptBlockPtr block = look_up(hash);
        if (!block) continue;
        items.push_back(block->body_list);
        bytes += items.back().size();
    }
    return items;
}

KeptBlockPtr Recent::look_up(const Hash256& hash) const {
    const auto found = blocks_.find(hash);
    return found == blocks_.end() ? nullptr : found->second;
}

KeptBlockPtr Recent::first_of(const chain::HeaderQuery& query) const {
    if (query.hash) return look_up(*query.hash);
    const auto found = canonical_.find(query.number);
    return found == canonical_.end() ? nullptr : found->second;
}

KeptBlockPtr Recent::next_of(const KeptBlockPtr& block, const chain::HeaderQuery& query) const {
    // A request by number goes on along the canonical chain; behind a block beside it there is
    // none.
    if (!is_canonical(block)) return nullptr;
    const std::optional<std::uint64_t> number = next_number(block->block.number, query);
    if (!number) return nullptr;
    const auto found = canonical_.find(*number);
    return found == canonical_.end() ? nullptr : found->second;
}

bool Recent::is_canonical(const KeptBlockPtr& block) const {
    const auto found = canonical_.find(block->block.number);
    return found != canonical_.end() && found->second == block;
}

/// Whether nothing depends on the block: it is no parent, and not on the canonical chain.
bool Recent::may_go(const KeptBlockPtr& block) const {
    if (is_canonical(block)) return false;
    return std::ranges::none_of(blocks_, [&](const auto& entry) {
        return entry.second->block.parent == block->block.hash;
    });
}

bool Recent::make_room_for(const KeptBlock& block, const CountAnnouncers& announcers) {
    std::vector<KeptBlockPtr> rivals;
    std::map<net::NodeId, std::size_t> shares;
    for (const auto& [hash, each] : blocks_) {
        if (each->block.number != block.block.number) continue;
        rivals.push_back(each);
        ++shares[each->from];
    }
    if (rivals.size() < forks_of_a_number) return true;
    // The weaker a block, the greater: few announcers, and many others from the same peer.
    const auto weakness = [&](const KeptBlock& each, std::size_t share) {
        return std::pair{-static_cast<std::ptrdiff_t>(announcers(each.block.hash)), share};
    };
    std::erase_if(rivals, [this](const KeptBlockPtr& each) { return !may_go(each); });
    const auto weakest = std::ranges::max_element(
        rivals, {}, [&](const KeptBlockPtr& each) { return weakness(*each, shares[each->from]); });
    if (weakest == rivals.end() || (*weakest)->from == block.from) return false;
    const bool stronger =
        weakness(block, shares[block.from] + 1) < weakness(**weakest, shares[(*weakest)->from]);
    if (!stronger) return false;
    bytes_ -= (*weakest)->bytes;
    blocks_.erase((*weakest)->block.hash);
    return true;
}

void Recent::insert(const KeptBlockPtr& block) {
    bytes_ += block->bytes;
    blocks_.emplace(block->block.hash, block);
}

void Recent::make_head(KeptBlockPtr block) {
    canonical_.erase(canonical_.upper_bound(block->block.number), canonical_.end());
    head_ = block;
    // Walks back to the block where the new chain left the old one; the root is on every chain.
    while (block && !is_canonical(block)) {
        canonical_[block->block.number] = block;
        block = look_up(block->block.parent);
    }
}

void Recent::prune() {
    const auto too_much = [this] {
        return blocks_.size() > limits_.blocks || bytes_ > limits_.bytes;
    };
    while (too_much() && canonical_.size() > 1) move_root_on();
}

void Recent::move_root_on() {
    canonical_.erase(canonical_.begin());
    const KeptBlockPtr root = canonical_.begin()->second;
    std::vector<KeptBlockPtr> others;
    for (const auto& [hash, block] : blocks_) {
        if (block != root) others.push_back(block);
    }
    std::ranges::sort(others, {}, [](const KeptBlockPtr& block) { return block->block.number; });
    // Parents come before their children, so every block that does not descend from the root is
    // dropped.
    for (const KeptBlockPtr& block : others) {
        const bool stands =
            block->block.number > root->block.number && blocks_.contains(block->block.parent);
        if (stands) continue;
        bytes_ -= block->bytes;
        blocks_.erase(block->block.hash);
    }
}

}  // namespace plexus::relay
