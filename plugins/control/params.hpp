#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <string>

namespace plexus::control {

/// @errors always RpcError, invalid_params
[[noreturn]] void refuse(const std::string& why);

/// The params of a call as an array of so many members; none at all is an empty array.
/// @param fewest  so many of them are required, and not null
/// @errors RpcError, invalid_params, in go-ethereum's words
boost::json::array params_of(boost::json::value given, std::size_t fewest, std::size_t most);

/// @param what  names the value for the error
/// @errors RpcError, invalid_params
std::string text_of(const boost::json::value& value, const char* what);

}  // namespace plexus::control
