#pragma once

#include <span>
#include <vector>

#include <kit/eth/messages/envelope.hpp>
#include <kit/eth/messages/response.hpp>

namespace plexus::inline v1::eth {

// GetReceipts and Receipts, in the three ways that versions have: up to eth/68, in eth/69, and from
// eth/70 on. The first two have the same envelope, and differ in the form of one receipt:
// receipt_form.hpp.

/// What GetReceipts requests.
struct ReceiptsQuery {
    std::vector<Hash256> hashes{};  ///< of blocks; a response keeps their order
    std::uint64_t first = 0;  ///< firstBlockReceiptIndex: how many receipts of the first block to
                              ///< leave out; from eth/70 on
};

/// What Receipts gives.
struct ReceiptsResponse {
    RawItems blocks{};             ///< `[receipt, ...]` of each block
    bool last_incomplete = false;  ///< lastBlockIncomplete: receipts of the last block are missing;
                                   ///< from eth/70 on
};

/// `[id, [hash, ...]]`: there is no `first`.
Bytes encode_get_receipts_v1(std::uint64_t id, const ReceiptsQuery& query);
/// Reads the first limits::lookups hashes and leaves the rest unread.
/// @errors malformed, non_canonical
Result<Enveloped<ReceiptsQuery>> decode_get_receipts_v1(BytesView payload);

/// `[id, [[receipt, ...], ...]]`: every list is whole.
Bytes encode_receipts_v1(std::uint64_t id, const ReceiptsResponse& response);
/// Reads Receipts. All lists share the payload's memory; what is in them is not checked here, but
/// with the block's root.
/// @param requested  how many hashes the request had; more lists are limit_exceeded
/// @errors malformed, non_canonical, limit_exceeded
Result<Enveloped<ReceiptsResponse>> decode_receipts_response_v1(const SharedBytes& payload,
                                                                std::size_t requested);

/// `[request-id, firstBlockReceiptIndex, [blockhash, ...]]`.
/// @spec EIP-7975
Bytes encode_get_receipts_v3(std::uint64_t id, const ReceiptsQuery& query);
/// As `decode_get_receipts_v1`.
Result<Enveloped<ReceiptsQuery>> decode_get_receipts_v3(BytesView payload);

/// `[request-id, lastBlockIncomplete, [[receipt, ...], ...]]`.
/// @spec EIP-7975
Bytes encode_receipts_v3(std::uint64_t id, const ReceiptsResponse& response);
/// The same of lists that are compressed, and whole.
net::CompressedPayload join_receipts_v3(std::uint64_t id, chain::PackedItems lists);
/// As `decode_receipts_response_v1`; and a last block that is incomplete must have at least one
/// receipt, or the requests for the rest would not end.
/// @errors malformed, non_canonical, limit_exceeded, invalid_data
Result<Enveloped<ReceiptsResponse>> decode_receipts_response_v3(const SharedBytes& payload,
                                                                std::size_t requested);

}  // namespace plexus::inline v1::eth
