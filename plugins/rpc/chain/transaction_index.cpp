#include "transaction_index.hpp"

#include <algorithm>
#include <limits>

#include <plugins/rpc/json/arguments.hpp>

namespace plexus::rpc_server {
namespace {

/// A reorganisation that is deeper than this keeps old entries for what it replaced.
constexpr std::uint64_t deepest_reorganisation = 128;

/// What indexed_from() says where the store keeps no index.
constexpr std::uint64_t not_stored = std::numeric_limits<std::uint64_t>::max();

}  // namespace

bool TransactionIndex::is_stored() const {
    return stored_ != nullptr && stored_->indexed_from() != not_stored;
}

awaitable<std::optional<std::uint64_t>> TransactionIndex::find(Hash256 hash) const {
    std::optional<std::uint64_t> number;
    if (is_stored()) {
        const Result<std::uint64_t> found = co_await stored_->find_transaction(hash);
        if (found) {
            number = *found;
        } else if (found.error() != Errc::not_found) {
            fail("the store cannot be read: " + found.error().message());
        }
    } else if (const auto known = numbers_.find(hash); known != numbers_.end()) {
        number = known->second;
    }
    co_return number;
}

bool TransactionIndex::complete(std::uint64_t earliest) const {
    return is_stored() ? stored_->indexed_from() <= earliest : complete_;
}

std::optional<std::uint64_t> TransactionIndex::oldest() const {
    if (is_stored()) return stored_->indexed_from();
    if (by_number_.empty()) return std::nullopt;
    return by_number_.begin()->first;
}

void TransactionIndex::add(const Block& block) {
    std::vector<Hash256>& hashes = by_number_[block.header.number];
    hashes.clear();
    for (const eth::Transaction& transaction : block.body.transactions) {
        hashes.push_back(eth::hash_of(transaction));
        numbers_[hashes.back()] = block.header.number;
    }
    while (numbers_.size() > most_ && by_number_.size() > 1) {
        const auto oldest = by_number_.begin();
        for (const Hash256& hash : oldest->second) {
            const auto entry = numbers_.find(hash);
            if (entry != numbers_.end() && entry->second == oldest->first) numbers_.erase(entry);
        }
        by_number_.erase(oldest);
    }
}

awaitable<bool> TransactionIndex::add(Blocks& blocks, std::uint64_t number) {
    BlockId id;
    id.tag = BlockId::Tag::number;
    id.number = number;
    bool found = false;
    try {
        const std::optional<Block> block = co_await blocks.find(id, Parts::body);
        found = block.has_value();
        if (block) add(*block);
    } catch (const rpc::RpcError&) {
        found =
            false;  // the block is not stored, or was removed meanwhile: there is no more to read
    }
    co_return found;
}

awaitable<void> TransactionIndex::grow(Blocks& blocks, chain::Head head) {
    if (is_stored() || head.hash == known_.hash) co_return;
    const std::uint64_t last = std::min(known_.number, head.number);
    const bool follows = head.number == known_.number + 1;
    const std::uint64_t first = last - std::min(last, follows ? 1 : deepest_reorganisation);
    for (std::uint64_t number = first; number <= head.number; ++number) {
        const bool found = co_await add(blocks, number);
        if (!found) co_return;  // the next head makes up for it
    }
    known_ = head;
}

awaitable<void> TransactionIndex::fill(Blocks& blocks) {
    if (is_stored()) co_return;
    known_ = blocks.reader().head();
    const std::uint64_t earliest = blocks.reader().earliest();
    for (std::uint64_t number = known_.number; numbers_.size() < most_; --number) {
        const bool found = co_await add(blocks, number);
        if (!found || number <= earliest) break;
    }
    complete_ = true;
}

}  // namespace plexus::rpc_server
