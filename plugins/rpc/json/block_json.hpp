#pragma once

#include <boost/json/object.hpp>

#include <kit/eth/types/header.hpp>

#include <plugins/rpc/chain/blocks.hpp>

namespace plexus::rpc_server {

namespace json = boost::json;

/// A header as eth_getHeaderByNumber returns it.
/// @spec go-ethereum, internal/ethapi/api.go, RPCMarshalHeader
json::object header_json(const eth::Header& header, const Hash256& hash,
                         json::storage_ptr memory = {});

/// As a notification of newHeads has it: members of later forks are null where they are absent.
/// @spec go-ethereum, core/types/gen_header_json.go
json::object new_head_json(const eth::Header& header, const Hash256& hash);

/// Which form transactions of a block have.
enum class Transactions : std::uint8_t { hashes, whole };

/// A block as eth_getBlockByNumber returns it. Recovers the senders of whole transactions, so it
/// belongs on the blocking pool.
json::object block_json(const Block& block, Transactions form);

/// The uncle of a block.
/// @errors RpcError, internal_error, if it cannot be decoded
json::value uncle_json(const Block& block, std::uint64_t index);

/// One transaction of a block, or null.
json::value transaction_of_block(const Block& block, std::uint64_t index);

}  // namespace plexus::rpc_server
