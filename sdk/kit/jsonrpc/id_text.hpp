#pragma once

#include <string_view>
#include <vector>

namespace plexus::jsonrpc {

/// The elements of a JSON array as they are written.
/// @param array  well-formed JSON, from '[' on
std::vector<std::string_view> elements_of(std::string_view array);

/// The value of the last member "id" as it is written: a number of many digits must come back
/// unchanged.
/// @param object  well-formed JSON, from '{' on
/// @returns empty if there is none
std::string_view id_of(std::string_view object);

}  // namespace plexus::jsonrpc
