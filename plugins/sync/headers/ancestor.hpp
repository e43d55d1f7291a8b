#pragma once

#include "candidates.hpp"

namespace plexus::sync {

/// Finds where a peer's chain leaves ours, by single headers, requested from the peer unless the
/// node holds them: at distances from our end that double, and then by halves.
/// @returns the position behind the last common block
/// @errors  Errc::limit_exceeded if it is below OurChain::lowest_ancestor(); Errc::not_found if the
///          peer lacks a header that it claims; what a request yields; Errc::storage_failed
awaitable<Result<Position>> find_ancestor(const Services& services, OurChain& ours,
                                          Candidate theirs);

}  // namespace plexus::sync
