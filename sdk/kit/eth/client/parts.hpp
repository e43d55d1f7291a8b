#pragma once

#include <cstddef>

#include <api/eth/remote.hpp>
#include <kit/eth/client/client.hpp>

// The parts of one block, requested from one peer at the same time.

namespace plexus::inline v1::eth {

/// Requests the header, the body, and the receipts if they are wanted.
/// @param remote  outlives the call
/// @returns these, in that order; nothing if the peer lacks one that is not empty by its root
/// @errors  as Remote
awaitable<Result<chain::RawItems>> fetch_parts(Remote& remote, BlockAnnouncement block,
                                               PartsWanted wanted);

/// Checks what fetch_parts() yields.
/// @param rules  as for kept_body
/// @errors  Errc::invalid_data, or the decoder's error
Result<BlockParts> check_parts(const chain::RawItems& items, const BlockAnnouncement& block,
                               PartsWanted wanted, const BodyRules* rules);

/// For the report on the response.
inline std::size_t count_items(const BlockParts&) noexcept { return 1; }

}  // namespace plexus::inline v1::eth
