#pragma once

#include <api/eth/transaction_pool.hpp>
#include <api/plugin/runtime.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// txpool_status, _content, _contentFrom and _inspect. A node without state cannot tell which
/// transactions wait for others, so all are "pending" and none "queued".
/// @param pool  null: the node keeps none, and the namespace is not served
/// @spec go-ethereum, internal/ethapi/api.go, TxPoolAPI
void add_txpool_methods(MethodTable& table, eth::TransactionPool* pool, Runtime& runtime);

}  // namespace plexus::rpc_server
