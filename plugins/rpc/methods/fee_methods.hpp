#pragma once

#include <plugins/rpc/chain/blocks.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// eth_baseFee, eth_blobBaseFee, eth_gasPrice, eth_maxPriorityFeePerGas and eth_feeHistory: what
/// recent blocks tell of prices, as go-ethereum computes it. One call reads a bounded number of
/// blocks.
/// @spec go-ethereum, eth/gasprice
void add_fee_methods(MethodTable& table, Blocks& blocks);

}  // namespace plexus::rpc_server
