#pragma once

#include "records.hpp"

// The index of transactions: the numbers of their blocks, by hash.

namespace plexus::chainstore {

/// Writes the transactions of a body that was checked before.
/// @returns how many there are
std::size_t index_block(Writing& writing, std::uint64_t number, BytesView body);

/// Removes those of a stored block; what is damaged of it stays, and is overwritten if the
/// transaction is mined again. Before the block is erased.
void unindex_block(Writing& writing, std::uint64_t number);

/// @returns the number of the block with that transaction
std::optional<std::uint64_t> indexed_number(const Transaction& view, const Hash256& hash);

/// From which block on all are indexed up to that head; nothing if the store was written with
/// another head since, by a program that did not keep the index.
std::optional<std::uint64_t> read_indexed_from(const Transaction& view, const Hash256& head);
void put_indexed_from(Writing& writing, std::uint64_t number, const Hash256& head);

}  // namespace plexus::chainstore
