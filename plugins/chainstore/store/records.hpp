#pragma once

#include <optional>

#include <api/chain/chain_reader.hpp>
#include <api/chain/head.hpp>

#include "database.hpp"

// What stands where in the tables; everything by number, big endian, so that blocks lie in order.

namespace plexus::chainstore {

using NumberKey = FixedBytes<8>;

NumberKey key_of(std::uint64_t number);

std::optional<std::uint64_t> number_of(const Transaction& view, const Hash256& hash);

/// Writes a block behind all others, its total difficulty and the head with it.
/// @errors malformed, non_canonical, limit_exceeded: the body is none
Result<void> put_block(Writing& writing, const chain::StoredBlock& block, const chain::Head& head);

/// @returns nothing if the store is new
std::optional<chain::Head> read_head(const Transaction& view);

/// The chain's end when it was `number` blocks long.
std::optional<chain::Head> read_head_at(const Transaction& view, std::uint64_t number);

/// @errors not_found, storage_failed if the records are damaged
Result<chain::StoredBlock> read_block(const Transaction& view, std::uint64_t number);

/// The layout of the tables, which a change raises.
std::optional<std::uint64_t> read_format(const Transaction& view);
void put_format(Writing& writing);
inline constexpr std::uint64_t format = 1;

}  // namespace plexus::chainstore
