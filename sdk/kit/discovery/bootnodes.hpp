#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kit/enr/named_node.hpp>

namespace plexus::discovery {

/// Reads the nodes, enodes (with an address or a host name) or records, that the operator gave.
/// @param option  names the option in the complaint, as "discv4.bootnodes"
/// @errors ConfigError that quotes the text and says what is wrong with it
std::vector<enr::NamedNode> parse_bootnodes(std::string_view option,
                                            const std::vector<std::string>& enodes);

}  // namespace plexus::discovery
