#pragma once

#include <iosfwd>

#include <api/chain/head_tracker.hpp>
#include <api/plugin/host.hpp>
#include <kit/chain/spec_profile.hpp>

namespace plexus::inline v1::chain {

/// The command of a chain's plugin that prints its forks: `plexus forkid`.
inline constexpr auto fork_command = "forkid";
inline constexpr auto fork_command_help =
    "print the forks of the chain, their ids, and which one holds now";  ///< for `--help`

/// Where a node stands, for a plugin that provides the chain's profile: it cannot depend on the
/// tracker, which depends on it.
/// @param heads  null: it is what the clock says
ChainStatus chain_status_of(const SpecProfile& profile, const HeadTracker* heads, WallTime now);

/// Prints every state of the chain's rules with its fork id, which of them holds where the node
/// stands, and how it knows.
void print_fork_table(std::ostream& out, const SpecProfile& profile,
                      const ChainStatus& chain_status);

/// All that fork_command does: the table on standard output, for where this node stands. The plugin
/// has declared the need `maybe<HeadTracker, When::any_time>`.
/// @errors ConfigError: the data folder is one of another chain
/// @thread the plugin's strand
void print_forks(Host& host, const SpecProfile& profile);

}  // namespace plexus::inline v1::chain
