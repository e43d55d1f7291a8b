#pragma once

#include <api/eth/transaction_pool.hpp>
#include <api/net/peer_pool.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/chain/transaction_index.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// What the methods of a chain need.
struct EthParts {
    Blocks& blocks;
    TransactionIndex& index;
    Runtime& runtime;
    chain::StoredHistory* history;  ///< null: no store
    net::PeerPool* peers;           ///< null: none
    eth::TransactionPool* pool;     ///< null: the node keeps no pending transactions
    std::uint64_t chain_id;
};

/// The result of eth_syncing: by the middle of the numbers that the peers tell of their heads.
json::value syncing(const EthParts& parts);

/// eth and debug: the methods of a chain without state.
void add_eth_methods(MethodTable& table, EthParts parts);

}  // namespace plexus::rpc_server
