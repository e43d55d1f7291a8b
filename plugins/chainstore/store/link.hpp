#pragma once

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>
#include <api/core/result.hpp>

namespace plexus::chainstore {

/// The head of a chain that `block` makes longer by one.
/// @errors invalid_data if hash, number or parent of the block are not its header's, or do not
///         follow `parent`; what decode_header says
Result<chain::Head> follow(const chain::Head& parent, const chain::StoredBlock& block);

}  // namespace plexus::chainstore
