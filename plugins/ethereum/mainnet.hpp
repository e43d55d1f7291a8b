#pragma once

#include <kit/eth/spec_profile.hpp>

namespace plexus::ethereum {

/// Ethereum's main network.
/// @spec ethereum/go-ethereum v1.17.10: params/chainspecs/mainnet.json, params/bootnodes.go,
///       core/genesis.go
eth::ChainSpec mainnet();

}  // namespace plexus::ethereum
