#pragma once

#include <api/core/result.hpp>
#include <api/eth/status.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// The blocks that a node serves whole, with receipts. Headers are served from the genesis on.
struct BlockRange {
    std::uint64_t earliest = 0;  ///< earliestBlock: number of the first block
    std::uint64_t latest = 0;    ///< latestBlock: number of the last block, not below `earliest`
    Hash256 latest_hash{};       ///< latestBlockHash: hash of the last block

    friend bool operator==(const BlockRange&, const BlockRange&) = default;
};

/// The range that a Status tells.
BlockRange range_of(const Status& status) noexcept;
/// Puts a range into a Status.
void set_range(Status& status, const BlockRange& range) noexcept;

/// `earliest, latest, latestHash`: the end of Status from eth/69 on, also where a chain lays out
/// the rest of Status differently.
void write_block_range(rlp::Writer& out, const BlockRange& range);

/// A range that ends before it begins, or a hash of zeros, is invalid_data: the specification and
/// go-ethereum end a session for either. How far a range reaches is not judged: a node that is
/// syncing has few blocks.
BlockRange read_block_range(rlp::Reader& in) noexcept;

/// BlockRangeUpdate, `[earliestBlock, latestBlock, latestBlockHash]`.
/// @spec EIP-7642; ethereum/devp2p, caps/eth.md, "BlockRangeUpdate (0x11)"
Bytes encode_block_range_update(const BlockRange& range);
/// @errors malformed, non_canonical, invalid_data
/// Reads what `encode_block_range_update` writes.
Result<BlockRange> decode_block_range_update(BytesView payload);

}  // namespace plexus::inline v1::eth
