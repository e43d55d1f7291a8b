#pragma once

#include <api/chain/chain_reader.hpp>
#include <api/chain/head.hpp>
#include <api/core/result.hpp>

namespace plexus::chainstore {

/// @returns nothing if the sum has more than 256 bits
std::optional<chain::Difficulty> sum(const chain::Difficulty& a, const chain::Difficulty& b);

/// The head of a chain that `block` makes longer by one.
/// @errors invalid_data if the block's hash is not its header's, or number or parent do not follow
///         `parent`; what decode_header says
Result<chain::Head> follow(const chain::Head& parent, const chain::StoredBlock& block);

}  // namespace plexus::chainstore
