#pragma once

#include <api/core/result.hpp>
#include <api/eth/status.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::inline v1::eth {

/// The blocks that a node serves whole, with receipts. Headers are served from the genesis on.
struct BlockRange {
    std::uint64_t earliest = 0;
    std::uint64_t latest = 0;
    Hash256 latest_hash{};

    friend bool operator==(const BlockRange&, const BlockRange&) = default;
};

BlockRange range_of(const Status& status) noexcept;
void set_range(Status& status, const BlockRange& range) noexcept;

/// `earliest, latest, latestHash`: the end of Status from eth/69 on, also of one that a chain lays
/// out in its own way.
void write_block_range(rlp::Writer& out, const BlockRange& range);

/// A range that ends before it begins, or a hash of zeros, is invalid_data: the specification and
/// go-ethereum end a session for either. How far a range reaches is nobody's fault: a node that is
/// syncing has little to show.
BlockRange read_block_range(rlp::Reader& in) noexcept;

/// BlockRangeUpdate, `[earliest, latest, latestHash]`.
/// @spec EIP-7642; ethereum/devp2p, caps/eth.md, "BlockRangeUpdate (0x11)"
Bytes encode_block_range_update(const BlockRange& range);
/// @errors malformed, non_canonical, invalid_data
Result<BlockRange> decode_block_range_update(BytesView payload);

}  // namespace plexus::inline v1::eth
