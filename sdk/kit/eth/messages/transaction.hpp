#pragma once

#include <span>
#include <vector>

#include <api/core/result.hpp>
#include <api/eth/raw.hpp>
#include <kit/eth/messages/envelope.hpp>

namespace plexus::inline v1::eth {

/// Transactions, `[tx, ...]`.
Bytes encode_transactions(std::span<const RawTransaction> transactions);
/// Reads Transactions, which share the payload's memory. Refuses what geth ends a session for: more
/// than limits::transactions, a blob transaction (it may only be announced), a duplicate.
/// @errors malformed, non_canonical, limit_exceeded, invalid_data (blob, duplicate)
Result<std::vector<RawTransaction>> decode_transactions(const SharedBytes& payload);

/// PooledTransactions, `[id, [tx, ...]]`; blob transactions come with their sidecars.
Bytes encode_pooled_transactions(std::uint64_t id, std::span<const RawTransaction> transactions);
/// Reads PooledTransactions, which share the payload's memory.
/// @param requested  how many hashes the request had; more transactions are limit_exceeded
/// @errors malformed, non_canonical, limit_exceeded, invalid_data (duplicate)
Result<Enveloped<std::vector<RawTransaction>>> decode_pooled_transactions(
    const SharedBytes& payload, std::size_t requested);

}  // namespace plexus::inline v1::eth
