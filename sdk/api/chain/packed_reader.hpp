#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <api/chain/header_query.hpp>
#include <api/core/api.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1::chain {

/// RLP items one after the other, as the elements of one Snappy block. No element refers to what
/// stands before the first one, so the elements can become part of a larger block: with others
/// before and behind them, and the whole size in front.
/// @spec google/snappy, format_description.txt
struct PackedItems {
    Bytes elements{};       ///< of all items
    std::size_t size = 0;   ///< bytes of the items, which the elements make
    std::size_t count = 0;  ///< of items
};

/// The forms in which versions of eth write a block's receipts.
enum class ReceiptForm : std::uint8_t {
    with_blooms,     ///< up to eth/68; ChainReader's
    without_blooms,  ///< from eth/69 on
};

/// Reads what a store keeps compressed without decompressing it: a response to a peer is
/// compressed too. Not a service of its own, but a second base of a ChainReader, found by
/// `dynamic_cast`: so no caller reads packed from a store that is not the node's ChainReader.
///
/// @thread  any; reading happens on the node's blocking pool
/// @errors  unknown hashes are left out of the responses; Errc::storage_failed
class PLEXUS_API PackedReader {
public:
    virtual ~PackedReader();

    /// What ChainReader::bodies() yields.
    virtual awaitable<Result<PackedItems>> packed_bodies(std::vector<Hash256> hashes,
                                                         Budget budget) = 0;

    /// What ChainReader::receipts() yields, in that form: the budget counts its bytes.
    virtual awaitable<Result<PackedItems>> packed_receipts(std::vector<Hash256> hashes,
                                                           Budget budget, ReceiptForm form) = 0;
};

}  // namespace plexus::inline v1::chain
