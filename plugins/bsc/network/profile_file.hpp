#pragma once

#include <optional>
#include <string>
#include <vector>

#include <api/net/node.hpp>

#include "forks.hpp"

namespace plexus::inline v1::bsc {

/// What an operator changes of a network of this release.
struct ProfileFile {
    std::vector<AddedFork> forks{};
    std::optional<std::vector<net::Node>> bootnodes{};     ///< in place of the network's
    std::optional<std::vector<net::Node>> static_nodes{};  ///< likewise
};

/// Reads a file such as
///
///     {"network": "mainnet",
///      "forks": [{"name": "Jenner", "time": 1796697000}],
///      "bootnodes": ["enode://..."],
///      "static_nodes": ["enode://..."]}
///
/// of which every part but the network may be left out.
/// @param network  what the option says, which the file must name
/// @errors ConfigError: the file, the part of it, and what is expected there
ProfileFile load_profile(const std::string& path, const std::string& network);

}  // namespace plexus::inline v1::bsc
