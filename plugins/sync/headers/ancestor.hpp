#pragma once

#include "candidates.hpp"

namespace plexus::sync {

/// Finds where a peer's chain leaves ours, by headers, which the peer is asked for unless the node
/// holds them, and of which the distance from our end doubles,
/// and then by halves.
/// @returns the place behind the last block in common
/// @errors  Errc::limit_exceeded if it is below OurChain::lowest_ancestor(); Errc::not_found if the
///          peer lacks a header that it claims; what a request yields; Errc::storage_failed
awaitable<Result<Position>> find_ancestor(const Services& services, OurChain& ours,
                                          Candidate theirs);

}  // namespace plexus::sync
