#pragma once

#include <optional>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>
#include <api/core/result.hpp>

#include "database.hpp"

// Layout of the tables: keys are block numbers, big endian, so that blocks are in order.

namespace plexus::chainstore {

using NumberKey = FixedBytes<8>;

NumberKey key_of(std::uint64_t number);

std::optional<std::uint64_t> number_of(const Transaction& view, const Hash256& hash);

/// The number of the first block that has a header here; nothing if none has.
std::optional<std::uint64_t> first_header(const Transaction& view);

/// The number of the first block whose contents are here, as ChainReader has it.
std::uint64_t earliest_in(const Transaction& view, const chain::Head& head);

/// Writes a block behind all others, and its total difficulty.
/// @param head  of the chain that ends with the block
/// @errors malformed, non_canonical, limit_exceeded: the body is none
Result<void> put_block(Writing& writing, const chain::StoredBlock& block, const chain::Head& head);

/// Writes the first block of all, whose body may be empty: then the header is all there is.
Result<void> put_root(Writing& writing, const chain::StoredBlock& root, const chain::Head& head);

/// A header without its checksum, which stands behind it from format 3 on.
/// @returns nothing if it is not there
/// @errors throws DatabaseError if it is damaged
std::optional<BytesView> read_header(const Transaction& view, std::uint64_t number);

/// @returns nothing if the header is not there
/// @errors as read_header
std::optional<chain::BlockRef> read_ref(const Transaction& view, std::uint64_t number);

/// Removes all that is known of a block.
/// @errors throws DatabaseError if its header is not there or damaged
chain::BlockRef erase_block(Writing& writing, std::uint64_t number);

/// Erases a block whose header may be damaged.
/// @param hash  the block's
/// @returns the hash of the block before it; zero if the header does not tell it
Hash256 erase_damaged(Writing& writing, std::uint64_t number, const Hash256& hash);

/// Writes the header and the contents of a stored block anew.
void put_again(Writing& writing, const chain::StoredBlock& block);

void put_head(Writing& writing, const chain::Head& head);

/// @returns nothing if the store is new
std::optional<chain::Head> read_head(const Transaction& view);

/// The head of the chain that ends with that block.
std::optional<chain::Head> read_head_at(const Transaction& view, std::uint64_t number);

/// @errors not_found, storage_failed if the records are damaged
Result<chain::StoredBlock> read_block(const Transaction& view, std::uint64_t number);

/// The layout of the tables, which a change raises.
std::optional<std::uint64_t> read_format(const Transaction& view);
void put_format(Writing& writing);
inline constexpr std::uint64_t format = 3;

/// Format 2 had no checksums. What was written in it stays as it is.
inline constexpr std::uint64_t format_without_checksums = 2;

/// Format 1 had no record of the genesis block: the first block was the genesis block.
inline constexpr std::uint64_t format_without_genesis = 1;

/// The genesis block of the chain, which need not be in the store.
std::optional<Hash256> read_genesis(const Transaction& view);
void put_genesis(Writing& writing, const Hash256& hash);

}  // namespace plexus::chainstore
