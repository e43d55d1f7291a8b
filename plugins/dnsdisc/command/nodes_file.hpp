#pragma once

#include <string>
#include <vector>

#include <kit/enr/record.hpp>

namespace plexus::dnsdisc {

/// Reads the nodes for a list: go-ethereum's `nodes.json`, or one "enr:" in each line.
/// @returns the records
/// @errors  std::runtime_error with a sentence that names what cannot be read
std::vector<enr::Record> read_nodes(const std::string& content);

}  // namespace plexus::dnsdisc
