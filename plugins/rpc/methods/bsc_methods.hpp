#pragma once

#include "eth_methods.hpp"

namespace plexus::rpc_server {

/// The methods that BSC has beside those of go-ethereum.
/// @param finality  null: the chain has no validators that vote
/// @spec bnb-chain/bsc v1.8.0-alpha, internal/ethapi/api.go; consensus/parlia/api.go
void add_bsc_methods(MethodTable& table, EthParts parts, const chain::FinalityRules* finality);

}  // namespace plexus::rpc_server
