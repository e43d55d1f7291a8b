#pragma once

#include <api/eth/transaction_pool.hpp>
#include <api/net/peer_pool.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/chain/transaction_index.hpp>
#include <plugins/rpc/json/block_json.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// What responses have beside what go-ethereum gives.
enum class Extras : std::uint8_t { none, bsc };

/// What the methods of a chain need.
struct EthParts {
    Blocks& blocks;
    TransactionIndex& index;
    Runtime& runtime;
    chain::StoredHistory* history;  ///< null: no store
    net::PeerPool* peers;           ///< null: none
    eth::TransactionPool* pool;     ///< null: the node keeps no pending transactions
    std::uint64_t chain_id;
    Extras extras;
};

/// A mined transaction, found by its hash.
struct Mined {
    std::optional<Block> block{};  ///< none: it is not mined, or not known
    std::size_t index = 0;         ///< of the transaction in the block
};

/// @errors RpcError, as long as not all transactions are indexed
awaitable<Mined> find_mined(EthParts parts, Hash256 hash, Parts wanted);

/// The result of eth_getBlockByNumber.
awaitable<json::value> whole_block(EthParts parts, const Block& block, Transactions form);
/// The result of eth_getHeaderByNumber.
awaitable<json::value> header_of(EthParts parts, const Block& block);

/// The result of eth_syncing: by the middle of the numbers that the peers tell of their heads.
json::value syncing(const EthParts& parts);

/// eth and debug: the methods of a chain without state.
void add_eth_methods(MethodTable& table, EthParts parts);

}  // namespace plexus::rpc_server
