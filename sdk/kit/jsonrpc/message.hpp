#pragma once

#include <boost/json/value.hpp>
#include <string>

#include <api/rpc/method_provider.hpp>

/// @spec JSON-RPC 2.0
namespace plexus::jsonrpc {

namespace json = boost::json;

/// A request with an id, as a JSON object.
json::value request_message(std::uint64_t id, const std::string& method, json::value params);
/// Reads the text of one message, with a limit for how deep it is nested.
/// @errors RpcError, parse_error
json::value parse(std::string_view text);

/// What a response holds.
/// @errors RpcError: it is an error, or no response to this request
json::value read_response(const json::value& message, std::uint64_t id);

}  // namespace plexus::jsonrpc
