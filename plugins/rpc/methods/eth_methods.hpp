#pragma once

#include <api/chain/head_tracker.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/chain/transaction_index.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// What the methods of a chain need.
struct EthParts {
    Blocks& blocks;
    TransactionIndex& index;
    Runtime& runtime;
    chain::HeadTracker* heads;  ///< null: none
    std::uint64_t chain_id;
};

/// eth and debug: what a chain without state answers.
void add_eth_methods(MethodTable& table, EthParts parts);

}  // namespace plexus::rpc_server
