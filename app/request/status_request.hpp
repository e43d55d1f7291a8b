#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <ostream>

namespace plexus::app {

/// `plexus status`: requests the state of the node that runs with this folder, prints ten lines.
/// @errors as query_node()
void print_status(const std::filesystem::path& data_dir, std::ostream& out);

/// Prints the response of the node.
void print_status(const boost::json::value& status, std::ostream& out);

}  // namespace plexus::app
