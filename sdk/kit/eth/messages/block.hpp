#pragma once

#include <span>
#include <vector>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <api/eth/status.hpp>

namespace plexus::inline v1::eth {

/// NewBlock, of block propagation, `[[header, transactions, ommers, ...], td, ...]`; what the block
/// carries in `extra` goes behind the total difficulty.
Bytes encode_new_block(const RawBlock& block, const Uint256& total_difficulty);
/// The block's parts share the payload's memory; roots are not checked.
/// @errors malformed, non_canonical, limit_exceeded
/// Reads what `encode_new_block` writes.
Result<RawBlock> decode_new_block(const SharedBytes& payload);

/// NewBlockHashes, `[[blockhash, number], ...]`.
Bytes encode_new_block_hashes(std::span<const BlockAnnouncement> blocks);
/// @errors malformed, non_canonical, limit_exceeded
/// Reads what `encode_new_block_hashes` writes.
Result<std::vector<BlockAnnouncement>> decode_new_block_hashes(BytesView payload);

}  // namespace plexus::inline v1::eth
