#pragma once

#include <api/chain/chain_reader.hpp>
#include <api/chain/head.hpp>
#include <api/core/result.hpp>
#include <kit/eth/types/uint256.hpp>

namespace plexus::chainstore {

using eth::sum;

/// The head of a chain that `block` makes longer by one.
/// @errors invalid_data if the block's hash is not its header's, or number or parent do not follow
///         `parent`; what decode_header says
Result<chain::Head> follow(const chain::Head& parent, const chain::StoredBlock& block);

}  // namespace plexus::chainstore
