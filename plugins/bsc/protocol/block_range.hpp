#pragma once

#include <vector>

#include <api/core/shared_bytes.hpp>
#include <bsc/remote.hpp>
#include <kit/eth/messages/envelope.hpp>

namespace plexus::inline v1::bsc {

/// GetBlocksByRange, `[id, startHeight, startHash, count]`; a hash of zeros stands for none.
/// BlocksByRange is `[id, [block, ...]]` with blocks as eth::split_block takes them:
/// eth::encode_response.
/// @spec BEP-564; bnb-chain/bsc, eth/protocols/bsc/protocol.go
Bytes encode_get_blocks_by_range(std::uint64_t id, const BlockRange& range);
/// @errors malformed, non_canonical, limit_exceeded for a count that is not 1 to 64
Result<eth::Enveloped<BlockRange>> decode_get_blocks_by_range(BytesView payload);

/// The blocks share the payload's memory; only their form is checked.
/// @errors malformed, non_canonical, limit_exceeded if there are more than `requested`
Result<eth::Enveloped<std::vector<eth::RawBlock>>> decode_blocks_by_range(
    const SharedBytes& payload, std::size_t requested);

/// Whether the blocks fit the request: the first is the requested block, each further one is the
/// parent of the block before it, and bodies and sidecars match their headers.
/// @errors not_found if there are none; invalid_data, or the decoder's error
Result<void> check_range(const BlockRange& range, const std::vector<eth::RawBlock>& blocks);

}  // namespace plexus::inline v1::bsc
