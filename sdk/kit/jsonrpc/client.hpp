#pragma once

#include <filesystem>
#include <string>

#include <api/async/clock.hpp>

#include "message.hpp"

namespace plexus::jsonrpc {

/// Connects to a Unix socket, sends one request, and waits for its response. For programs: it
/// blocks.
/// @param limit  for all of it
/// @errors system_error: no process listens there, or the connection broke; RpcError: the response
/// is an
///         error, or none
json::value call(const std::filesystem::path& socket, const std::string& method, json::value params,
                 Duration limit);

}  // namespace plexus::jsonrpc
