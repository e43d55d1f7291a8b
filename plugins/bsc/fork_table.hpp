#pragma once

#include <iosfwd>
#include <vector>

#include <api/async/clock.hpp>

#include "forks.hpp"

namespace plexus::bsc {

/// Prints every state of the chain's rules with its fork id, and which one holds now.
void print_fork_table(std::ostream& out, const Network& network,
                      const std::vector<AddedFork>& added, const eth::SpecProfile& profile,
                      WallTime now);

}  // namespace plexus::bsc
