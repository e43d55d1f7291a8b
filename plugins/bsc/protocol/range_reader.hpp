#pragma once

#include <api/chain/chain_reader.hpp>
#include <bsc/remote.hpp>

namespace plexus::inline v1::bsc {

/// The blocks of a range as BlocksByRange has them, the first and then its ancestors: as many as
/// the chain has and a message may hold; none if the first is unknown.
/// @errors Errc::storage_failed
awaitable<Result<chain::RawItems>> read_range(chain::ChainReader& chain, BlockRange range);

}  // namespace plexus::inline v1::bsc
