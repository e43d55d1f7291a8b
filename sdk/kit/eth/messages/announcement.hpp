#pragma once

#include <span>
#include <vector>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>

namespace plexus::inline v1::eth {

/// The announcement of a whole transaction: hash, type and size.
TransactionAnnouncement announcement_of(const RawTransaction& transaction);

/// NewPooledTransactionHashes of eth/65 to eth/67, `[txhash, ...]`.
Bytes encode_announcement_v1(std::span<const TransactionAnnouncement> transactions);
/// @errors malformed, non_canonical, limit_exceeded
/// Reads what `encode_announcement_v1` writes; types and sizes are then not known.
Result<std::vector<TransactionAnnouncement>> decode_announcement_v1(BytesView payload);

/// NewPooledTransactionHashes of eth/68, `[txtypes, [txsize, ...], [txhash, ...]]`, in EIP-5793
/// `[types, sizes, hashes]`: `txtypes` is one string
/// with a byte for each transaction. A type or size that is not known is written as 0.
/// @spec EIP-5793
Bytes encode_announcement_v2(std::span<const TransactionAnnouncement> transactions);
/// @errors malformed (also for unequal counts), non_canonical, limit_exceeded
/// Reads what `encode_announcement_v2` writes.
Result<std::vector<TransactionAnnouncement>> decode_announcement_v2(BytesView payload);

}  // namespace plexus::inline v1::eth
