#pragma once

#include <vector>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>

namespace plexus::inline v1::eth {

/// @param header  one RLP list, as in BlockHeaders
/// @param body    `[transactions, uncles, withdrawals?, ...]`, as in BlockBodies; may share its
///                memory with `header`. That they belong together is not checked here: roots.hpp.
/// @errors malformed, non_canonical, limit_exceeded
/// Puts a block together from what two messages brought, without copying.
Result<RawBlock> make_raw_block(SharedBytes header, const SharedBytes& body);

/// The same for a body without the list around it, as in NewBlock and block files.
Result<RawBlock> make_raw_block_of_items(SharedBytes header, SharedBytes body_items);

/// The body with a list around it, as BlockBodies and stores have it.
Bytes body_list(const RawBlock& block);

/// The whole block, `[header, transactions, uncles, ...]`, as in NewBlock and block files.
Bytes block_list(const RawBlock& block);

/// @param block  `[header, transactions, uncles, ...]`, and nothing behind it
/// Splits a whole block into its parts, which share its memory.
/// @errors malformed, non_canonical, limit_exceeded
Result<RawBlock> split_block(const SharedBytes& block);

/// A block's transactions, sharing its memory.
/// @errors malformed, non_canonical, limit_exceeded
Result<std::vector<RawTransaction>> transactions_of(const RawBlock& block);

}  // namespace plexus::inline v1::eth
