#pragma once

#include <span>
#include <vector>

#include <api/chain/header_query.hpp>
#include <kit/eth/messages/envelope.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {

/// GetBlockHeaders, `[request-id, [startblock, limit, skip, reverse]]`. A startblock of 32 bytes is
/// a hash, one of at most 8 bytes is a number; the empty string is number 0.
Bytes encode_get_block_headers(std::uint64_t id, const chain::HeaderQuery& query);
/// @errors malformed, non_canonical
/// Reads what `encode_get_block_headers` writes.
Result<Enveloped<chain::HeaderQuery>> decode_get_block_headers(BytesView payload);

/// `[request-id, [hash, ...]]`: GetBlockBodies, GetReceipts (up to eth/69), GetPooledTransactions
/// and GetNodeData.
Bytes encode_get_by_hash(std::uint64_t id, std::span<const Hash256> hashes);
/// Reads the first `max` hashes and leaves the rest unread: no response holds more, and a request
/// for more breaks no rule.
/// @errors malformed, non_canonical
Result<Enveloped<std::vector<Hash256>>> decode_get_by_hash(BytesView payload,
                                                           std::size_t max = limits::lookups);

}  // namespace plexus::inline v1::eth
