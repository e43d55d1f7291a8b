#include "store.hpp"

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>

#include "indexing.hpp"
#include "link.hpp"
#include "records.hpp"

// What changes the chain: each function is one transaction.

namespace plexus::chainstore {

Result<chain::Head> Store::append(std::span<const chain::StoredBlock> blocks) {
    return guarded([&]() -> Result<chain::Head> {
        ChainWriting writing{*database_, recent_};
        const chain::Head tip = head();
        writing.make_room(blocks.size(), place_.most_recent, tip.number);
        const Result<chain::Head> longer = extend(writing, tip, blocks);
        if (longer) commit(writing, *longer);
        return longer;
    });
}

Result<chain::Head> Store::replace(const Hash256& ancestor,
                                   std::span<const chain::StoredBlock> blocks) {
    return guarded([&]() -> Result<chain::Head> {
        ChainWriting writing{*database_, recent_};
        const std::optional<std::uint64_t> base = number_in(writing, ancestor);
        if (!base) return Errc::not_found;
        const chain::Head left = head();
        const std::uint64_t depth = left.number - *base;
        if (depth > max_rewind()) {
            const std::uint64_t bound = max_rewind();
            PLEXUS_LOG(log_, warn) << "a branch leaves the chain further below its head than the "
                                      "chain store goes back"
                                   << kv("blocks", depth) << kv("bound", bound);
            return Errc::limit_exceeded;
        }

        writing.make_room(blocks.size(), place_.most_recent, left.number);
        for (std::uint64_t number = left.number; number > *base; --number) {
            put_left(writing, remove(writing, number));
        }
        const std::optional<chain::Head> tip = read_head_at(writing, *base);
        if (!tip) throw DatabaseError::damaged_block(*base);
        const Result<chain::Head> longer = extend(writing, *tip, blocks);
        if (longer) commit(writing, *longer);
        return longer;
    });
}

Result<chain::Head> Store::begin_at(const chain::StoredBlock& root,
                                    const Uint256& total_difficulty) {
    return guarded([&]() -> Result<chain::Head> {
        const Result<eth::Header> header = eth::decode_header(root.header);
        if (!header || header->number != root.number || header->parent != root.parent ||
            crypto::keccak256(root.header) != root.hash) {
            return Errc::invalid_data;
        }
        ChainWriting writing{*database_, recent_};
        const std::optional<std::uint64_t> first = first_header(writing);
        if (first != head().number) return Errc::already_exists;
        remove(writing, *first);
        const chain::Head begun{root.number, header->time, root.hash, total_difficulty};
        if (!put_root(writing, root, begun)) return Errc::invalid_data;
        writing.put_number(root.hash, root.number);
        index(writing, root);
        commit(writing, begun);
        return begun;
    });
}

Result<std::uint64_t> Store::prune(std::uint64_t below) {
    return guarded([&]() -> Result<std::uint64_t> {
        ChainWriting writing{*database_, recent_};
        const chain::Head kept = head();
        std::uint64_t first = first_header(writing).value_or(kept.number);
        const std::uint64_t last = std::min({below, kept.number, first + blocks_of_a_pruning});
        for (; first < last; ++first) remove(writing, first);
        commit(writing, kept);
        return first;
    });
}

Result<chain::Head> Store::cut_above(std::uint64_t number) {
    return guarded([&]() -> Result<chain::Head> {
        ChainWriting writing{*database_, recent_};
        const chain::Head left = head();
        if (number > left.number || left.number - number > max_rewind()) {
            return Errc::limit_exceeded;
        }
        Hash256 hash = left.hash;
        for (std::uint64_t each = left.number; each > number; --each) {
            unindex(writing, each);
            const Hash256 parent = erase_damaged(writing, each);
            writing.erase_number(hash, each);
            put_left(writing, {each, hash, parent});
            hash = parent;
        }
        const std::optional<chain::Head> below = read_head_at(writing, number);
        if (!below) throw DatabaseError::damaged("block " + std::to_string(number));
        commit(writing, *below);
        return *below;
    });
}

Result<void> Store::mend(const chain::StoredBlock& block) {
    return guarded([&]() -> Result<void> {
        ChainWriting writing{*database_, recent_};
        if (canonical_hash(writing, block.number) != block.hash) return Errc::not_found;
        put_again(writing, block);
        writing.put_number(block.hash, block.number);
        index(writing, block);
        commit(writing, head());
        forget_damage(block.number);
        return {};
    });
}

Result<chain::Head> Store::revise_total_difficulty(const Hash256& block, const Uint256& total) {
    return guarded([&]() -> Result<chain::Head> {
        ChainWriting writing{*database_, recent_};
        const std::optional<Uint256> unknown = read_unknown_total(writing);
        if (!unknown) return Errc::already_exists;
        const std::optional<std::uint64_t> number = number_in(writing, block);
        if (!number) return Errc::not_found;
        const std::optional<chain::Head> there = read_head_at(writing, *number);
        if (!there) throw DatabaseError::damaged_block(*number);
        const Uint256 counted = there->total_difficulty.checked_sub(*unknown).value();
        const std::optional<Uint256> rest = total.checked_sub(counted);
        chain::Head revised = head();
        const Uint256 all = revised.total_difficulty.checked_sub(*unknown).value();
        const std::optional<Uint256> sum = rest ? all.checked_add(*rest) : std::nullopt;
        if (!sum) return Errc::invalid_data;
        if (*rest == *unknown) return revised;
        put_unknown_total(writing, *rest);
        revised.total_difficulty = *sum;
        commit(writing, revised);
        return revised;
    });
}

/// Writes blocks behind `tip`.
/// @returns the head that they make
Result<chain::Head> Store::extend(ChainWriting& writing, chain::Head tip,
                                  std::span<const chain::StoredBlock> blocks) {
    for (const chain::StoredBlock& block : blocks) {
        const Result<chain::Head> longer = follow(tip, block);
        if (!longer || !put_block(writing, block, *longer)) return Errc::invalid_data;
        writing.put_number(block.hash, block.number);
        index(writing, block);
        tip = *longer;
    }
    return tip;
}

/// Removes a block from all tables.
chain::BlockRef Store::remove(ChainWriting& writing, std::uint64_t number) {
    unindex(writing, number);
    const chain::BlockRef removed = erase_block(writing, number);
    writing.erase_number(removed.hash, number);
    return removed;
}

/// The number of a block before the transaction changes anything.
std::optional<std::uint64_t> Store::number_in(const ChainWriting& writing,
                                              const Hash256& hash) const {
    const std::optional<std::uint64_t> recent = recent_.find(hash);
    return recent ? recent : written_number(writing, hash);
}

/// Commits a transaction whose chain has this head, and publishes the head.
void Store::commit(ChainWriting& writing, const chain::Head& head) {
    commit(writing, head, indexed_from());
}

/// @param indexed_from  all transactions from that block on are in the index, if there is one
void Store::commit(ChainWriting& writing, const chain::Head& head, std::uint64_t indexed_from) {
    put_head(writing, head);
    StoredSpan span = span_in(writing, head);
    if (place_.index_transactions) {
        span.indexed_from = std::min(indexed_from, head.number + 1);
        put_indexed_from(writing, span.indexed_from, head.hash);
    }
    writing.commit();
    publish(head, span);
}

}  // namespace plexus::chainstore
