#pragma once

#include <vector>

#include "batch.hpp"

namespace plexus::sync {

// A peer answers in the order of the question and leaves out what it lacks, so that an answer is a
// subsequence of what was asked. Which blocks it belongs to is told by the roots alone.

/// Gives each body to the block that commits to it, in the order of `asked`.
/// @errors Errc::invalid_data if one belongs to no further block
Result<void> match_bodies(std::vector<Piece*>& asked, const chain::RawItems& bodies);

/// The same for receipts.
Result<void> match_receipts(std::vector<Piece*>& asked, const chain::RawItems& receipts);

/// Fills in the bodies and receipts that nobody need be asked for, because their roots say that
/// they are empty.
void fill_empty(std::vector<Piece>& pieces);

}  // namespace plexus::sync
