#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <string_view>

namespace plexus::app {

/// Calls a method of the node that runs with this data folder, over its control socket.
/// @errors ConfigError: no node listens there; std::runtime_error: the node refused. One sentence
boost::json::value call_node(const std::filesystem::path& data_dir, const std::string& method,
                             boost::json::array params);

/// A member that is a string; empty if it is none.
std::string text_of(const boost::json::object& object, std::string_view member);

}  // namespace plexus::app
