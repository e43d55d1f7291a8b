#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace plexus::app {

/// Calls a method without parameters that only reads, of the node that runs with this data folder,
/// over its control socket. Waits for seconds.
/// @errors ConfigError: no node listens there, or it does not respond in time; std::runtime_error:
///         the node refused. One sentence
boost::json::value query_node(const std::filesystem::path& data_dir, const std::string& method);

/// Calls a method that changes the node, which may take minutes: a plugin starts or leaves. A
/// message on the standard error says so when the node does not respond soon.
/// @errors as query_node()
boost::json::value change_node(const std::filesystem::path& data_dir, const std::string& method,
                               boost::json::array params);

}  // namespace plexus::app
