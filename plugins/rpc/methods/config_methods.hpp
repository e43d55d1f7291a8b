#pragma once

#include <string>

#include <api/chain/chain_profile.hpp>

#include <plugins/rpc/chain/blocks.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// eth_config: what the chain's rules are by its last fork, and by the next ones.
/// @param config   of the chain, in JSON: see ChainParameters
/// @param profile  outlives the table
/// @spec EIP-7910; go-ethereum v1.17.10, internal/ethapi/api.go, Config
void add_config_methods(MethodTable& table, Blocks& blocks, const chain::ChainProfile& profile,
                        const std::string& config);

}  // namespace plexus::rpc_server
