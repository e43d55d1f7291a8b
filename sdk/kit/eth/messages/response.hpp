#pragma once

#include <cstddef>
#include <span>

#include <api/chain/header_query.hpp>
#include <api/chain/packed_reader.hpp>
#include <api/net/message.hpp>
#include <kit/eth/messages/envelope.hpp>

namespace plexus::inline v1::eth {

/// RLP items that share one message's memory, in the order of the request.
using chain::RawItems;

/// `[id, [item, ...]]` of items that are RLP already: BlockHeaders, BlockBodies, and Receipts up to
/// eth/68.
Bytes encode_response(std::uint64_t id, std::span<const SharedBytes> items);

/// The same of items that are compressed: none of them is decompressed.
net::CompressedPayload join_response(std::uint64_t id, chain::PackedItems items);

/// The same with the encoded items `between` behind the id.
net::CompressedPayload join_response(std::uint64_t id, BytesView between, chain::PackedItems items);

/// The same of headers that are not compressed: each is compressed by what it has in common with
/// the one before it.
net::CompressedPayload join_headers(std::uint64_t id, std::span<const SharedBytes> headers);

// Each decoder takes the count of requested items, and yields limit_exceeded for more items before
// anything is decoded or reserved. All items share the payload's memory.

/// Every header is within the sanity limits; whether they link is not looked at.
/// @errors malformed, non_canonical, limit_exceeded
Result<Enveloped<RawItems>> decode_block_headers(const SharedBytes& payload, std::size_t requested);

/// Every body is `[transactions, uncles, withdrawals?, ...]`.
/// @errors malformed, non_canonical, limit_exceeded
Result<Enveloped<RawItems>> decode_block_bodies(const SharedBytes& payload, std::size_t requested);

/// Every item is the list of one block's receipts; its inside is not checked here, but with the
/// block's root.
/// @errors malformed, non_canonical, limit_exceeded
Result<Enveloped<RawItems>> decode_receipts_v1(const SharedBytes& payload, std::size_t requested);

/// NodeData, `[id, [bytes, ...]]`: state entries, without RLP around them; eth/66 only.
Bytes encode_node_data(std::uint64_t id, std::span<const SharedBytes> entries);
/// @errors malformed, non_canonical, limit_exceeded
/// Reads what `encode_node_data` writes; what the entries hash to is not checked.
Result<Enveloped<RawItems>> decode_node_data(const SharedBytes& payload, std::size_t requested);

}  // namespace plexus::inline v1::eth
