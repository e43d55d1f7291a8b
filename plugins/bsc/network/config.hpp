#pragma once

#include <string>
#include <vector>

#include "forks.hpp"

namespace plexus::inline v1::bsc {

/// The network's configuration with the added forks, in JSON, as BSC writes it.
/// @spec bnb-chain/bsc v1.8.0-alpha, params/config.go, ChainConfig
std::string config_of(const Network& network, const std::vector<AddedFork>& added);

}  // namespace plexus::inline v1::bsc
