#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/transaction.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

/// The place of a mined transaction.
struct MinedAt {
    const Hash256& block;       ///< the block's hash
    const eth::Header& header;  ///< of the block
    std::size_t index = 0;      ///< within the block
    Address sender{};           ///< that signed it
};

/// A transaction as eth_getTransactionByHash returns it.
/// @param hash  of the transaction
/// @param at    null: it is pending
/// @param memory  of all that the object has
/// @spec go-ethereum, internal/ethapi/api.go, RPCTransaction
json::object transaction_json(const eth::Transaction& transaction, const Hash256& hash,
                              const MinedAt* at, json::storage_ptr memory = {});

/// What a mined transaction has paid for a unit of gas.
Uint256 effective_gas_price(const eth::Transaction& transaction, const eth::Header& header);

/// What of that went to whoever made the block; zero if it was less than the base fee.
Uint256 effective_tip(const eth::Transaction& transaction, const eth::Header& header);

}  // namespace plexus::rpc_server
