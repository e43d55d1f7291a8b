#pragma once

#include <kit/chain/spec_profile.hpp>

#include "genesis.hpp"

namespace plexus::devnet {

/// The root of the state that the accounts make.
/// @spec Ethereum Yellow Paper, 4.1
Hash256 state_root(const std::map<Address, Account>& accounts);

/// The chain as plain data; the genesis block has the fields that the forks active in it demand.
/// @param network_id if absent, the chain id
/// @errors ConfigError
chain::ChainSpec spec_of(const Genesis& genesis, std::optional<std::uint64_t> network_id);

}  // namespace plexus::devnet
