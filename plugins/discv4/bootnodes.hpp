#pragma once

#include <string>
#include <vector>

#include <api/net/node.hpp>

namespace plexus::discv4 {

/// Reads the enodes that the operator gave.
/// @errors ConfigError that quotes the text and says what is wrong with it
std::vector<net::Node> parse_bootnodes(const std::vector<std::string>& enodes);

}  // namespace plexus::discv4
