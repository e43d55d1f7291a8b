#pragma once

#include <plugins/rpc/chain/blocks.hpp>

#include "log_filter.hpp"
#include "method_table.hpp"

namespace plexus::rpc_server {

/// The logs that a filter matches now.
/// @errors RpcError
awaitable<json::value> get_logs(Blocks& blocks, LogFilter filter);

/// eth_getLogs. One call reads a bounded number of blocks and yields a bounded number of logs; what
/// the blooms of the headers exclude costs no more than its header.
void add_log_methods(MethodTable& table, Blocks& blocks);

}  // namespace plexus::rpc_server
