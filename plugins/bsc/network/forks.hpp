#pragma once

#include <string>
#include <vector>

#include <kit/chain/spec_profile.hpp>

#include "network.hpp"

namespace plexus::inline v1::bsc {

/// A fork that was announced after this release.
struct AddedFork {
    std::string name;
    std::uint64_t time;
};

/// Reads `NAME=TIME`, Unix seconds.
/// @errors ConfigError
AddedFork read_fork(const std::string& written);

/// Appends forks to the network's own, and leaves out forks that the network has already.
/// @param where  what the operator calls the source: "bsc.fork"
/// @errors ConfigError if a fork is known with another time, or is not later than all forks before
///         it
void add_forks(const Network& network, const std::vector<AddedFork>& forks, std::string_view where,
               std::vector<AddedFork>& added);

/// The network with the added forks and its bootnodes, without static nodes.
chain::ChainSpec spec_of(const Network& network, const std::vector<AddedFork>& added);

/// Parses a list of enodes of this release; a malformed one is a defect.
std::vector<net::Node> nodes_of(std::span<const std::string_view> enodes);

}  // namespace plexus::inline v1::bsc
