#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <plugins/rpc/chain/blocks.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

/// All receipts of a block, as eth_getBlockReceipts returns them. What a node without state does
/// not have is derived from header, transactions and the chain's blob schedule. Recovers senders,
/// so it belongs on the blocking pool.
/// @param block  with as many receipts as transactions
/// @spec go-ethereum, core/types/receipt.go, DeriveFields
json::array receipts_json(const Block& block);

/// One log of a block.
/// @param transaction  its index
/// @param index        of the log among all of the block
json::object log_json(const Block& block, const eth::Log& log, std::size_t transaction,
                      const Hash256& transaction_hash, std::size_t index);

}  // namespace plexus::rpc_server
