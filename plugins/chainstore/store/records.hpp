#pragma once

#include <limits>
#include <optional>
#include <string_view>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>
#include <api/core/result.hpp>

#include "database.hpp"

// Layout of the tables: keys are block numbers, big endian, so that blocks are in order.

namespace plexus::chainstore {

using NumberKey = FixedBytes<8>;

NumberKey key_of(std::uint64_t number);
/// The opposite.
std::uint64_t number_from(BytesView key);

/// What has a value for each block.
inline constexpr std::array tables_by_number{Table::headers, Table::bodies, Table::receipts,
                                             Table::totals};

/// The number of a block by its hash, out of the table: see RecentNumbers for those of the newest.
std::optional<std::uint64_t> written_number(const Transaction& view, const Hash256& hash);

/// The hash of a block of the chain: out of the header behind it, of the head's record, or
/// computed.
/// @returns nothing if there is no such block, or what tells its hash is damaged
std::optional<Hash256> canonical_hash(const Transaction& view, std::uint64_t number);

/// Whether the chain has that block, which costs mostly one look at the header behind it.
bool is_canonical(const Transaction& view, Cursor& headers, std::uint64_t number,
                  const Hash256& hash);

/// The number of the first block that has a header here; nothing if none has.
std::optional<std::uint64_t> first_header(const Transaction& view);

/// Of a store without an index of transactions.
inline constexpr std::uint64_t not_indexed = std::numeric_limits<std::uint64_t>::max();

/// From which blocks on the contents are here, as ChainReader has it.
struct StoredSpan {
    std::uint64_t earliest = 0;
    std::uint64_t receipts_from = 0;
    std::uint64_t indexed_from = not_indexed;  ///< as chain::StoredHistory has it
};

/// All but `indexed_from`.
StoredSpan span_in(const Transaction& view, const chain::Head& head);

/// Writes a block behind all others, and its total difficulty, but not its number by its hash.
/// @param head  of the chain that ends with the block
/// @errors malformed, non_canonical, limit_exceeded: the body is none
Result<void> put_block(Writing& writing, const chain::StoredBlock& block, const chain::Head& head);

/// Writes the first block of all, whose body may be empty: then the header is all there is. A total
/// difficulty of zero is one that is not known.
Result<void> put_root(Writing& writing, const chain::StoredBlock& root, const chain::Head& head);

/// A header without its checksum, which stands behind it from format 3 on.
/// @returns nothing if it is not there
/// @errors throws DatabaseError if it is damaged
std::optional<BytesView> read_header(const Transaction& view, std::uint64_t number);
/// The same of many headers in a row.
std::optional<BytesView> read_header(Cursor& headers, std::uint64_t number);

/// @returns nothing if the header is not there
/// @errors as read_header
std::optional<chain::BlockRef> read_ref(const Transaction& view, std::uint64_t number);

/// Removes all that is known of a block, but its number by its hash.
/// @errors throws DatabaseError if its header is not there or damaged
chain::BlockRef erase_block(Writing& writing, std::uint64_t number);

/// Erases a block whose header may be damaged, as erase_block.
/// @returns the hash of the block before it; zero if the header does not tell it
Hash256 erase_damaged(Writing& writing, std::uint64_t number);

/// Writes the header and the contents of a stored block anew.
void put_again(Writing& writing, const chain::StoredBlock& block);

/// Remembers a block that is removed from the chain, so that a follower that was told of it can be
/// told what it has to leave. Of too many the lowest go.
void put_left(Writing& writing, const chain::BlockRef& block);

/// @returns the parent of a removed block
std::optional<Hash256> read_left(const Transaction& view, std::uint64_t number,
                                 const Hash256& hash);

/// As many as one change of the chain removes at most.
inline constexpr std::uint64_t most_left = 65'536;

/// The block that a follower was told of last.
struct FollowerPlace {
    std::uint64_t number = 0;
    Hash256 hash{};

    friend bool operator==(const FollowerPlace&, const FollowerPlace&) = default;
};

/// @param name  1 to most_follower_name bytes
void put_follower(Writing& writing, std::string_view name, const FollowerPlace& place);
std::optional<FollowerPlace> read_follower(const Transaction& view, std::string_view name);

/// LMDB takes keys of up to 511 bytes.
inline constexpr std::size_t most_follower_name = 255;

void put_head(Writing& writing, const chain::Head& head);

/// @returns nothing if the store is new
std::optional<chain::Head> read_head(const Transaction& view);

/// The head of the chain that ends with that block.
std::optional<chain::Head> read_head_at(const Transaction& view, std::uint64_t number);

/// @errors not_found; throws DatabaseError if the records are damaged
Result<chain::StoredBlock> read_block(const Transaction& view, std::uint64_t number);

/// What the total difficulties lack that are stored, where the chain began at a block whose total
/// difficulty was not known: zero until it is learnt. Nothing if it was known.
std::optional<Uint256> read_unknown_total(const Transaction& view);
void put_unknown_total(Writing& writing, const Uint256& total);

/// The layout of the tables, which a change raises. Values that were written without checksums, up
/// to format 2, or receipts with blooms, up to format 4, stay as they are.
std::optional<std::uint64_t> read_format(const Transaction& view);
void put_format(Writing& writing);
inline constexpr std::uint64_t format = 5;

/// Format 3 had the numbers of all blocks in the table.
inline constexpr std::uint64_t format_with_all_numbers = 3;

/// Format 1 had no record of the genesis block: the first block was the genesis block.
inline constexpr std::uint64_t format_without_genesis = 1;

/// The genesis block of the chain, which need not be in the store.
std::optional<Hash256> read_genesis(const Transaction& view);
void put_genesis(Writing& writing, const Hash256& hash);

}  // namespace plexus::chainstore
