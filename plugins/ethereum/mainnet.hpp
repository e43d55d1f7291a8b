#pragma once

#include <kit/chain/spec_profile.hpp>

namespace plexus::ethereum {

/// Ethereum's main network.
/// @spec ethereum/go-ethereum v1.17.10: params/chainspecs/mainnet.json, params/bootnodes.go,
///       core/genesis.go
chain::ChainSpec mainnet();

}  // namespace plexus::ethereum
