#pragma once

#include <string>
#include <vector>

#include <kit/eth/spec_profile.hpp>

#include "network.hpp"

namespace plexus::bsc {

/// A fork that was announced after this release.
struct AddedFork {
    std::string name;
    std::uint64_t time;
};

/// Reads `NAME=TIME`, Unix seconds, once for each fork.
/// @errors ConfigError if one is written otherwise, is known already, or does not come after all
///         that come before it
std::vector<AddedFork> read_added_forks(const std::vector<std::string>& written,
                                        const Network& network);

/// @errors ConfigError
eth::ChainSpec spec_of(const Network& network, const std::vector<AddedFork>& added);

}  // namespace plexus::bsc
