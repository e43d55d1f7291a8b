#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include <api/rpc/method_provider.hpp>

/// @spec JSON-RPC 2.0
namespace plexus::jsonrpc {

namespace json = boost::json;

/// A request as it was received.
struct Request {
    std::optional<json::value> id{};  ///< none: a notification, which has no response
    std::string method{};             ///< unchecked: it may name no method
    json::value params{};             ///< an array or an object; null if there are none
};

/// @errors RpcError: it is no request. `id` is then what could be read of it, else null.
Request read_request(const json::value& message, json::value& id);

/// A request with an id, as a JSON object.
json::value request_message(std::uint64_t id, const std::string& method, json::value params);
/// The response to a request that was served.
json::value result_message(const json::value& id, json::value result);
/// The response to a request that was not served.
/// @param message  one sentence for the client
json::value error_message(const json::value& id, rpc::ErrorCode code, const std::string& message);

/// Reads the text of one message, with a limit for how deep it is nested.
/// @errors RpcError, parse_error
json::value parse(std::string_view text);

/// What a response holds.
/// @errors RpcError: it is an error, or no response to this request
json::value read_response(const json::value& message, std::uint64_t id);

}  // namespace plexus::jsonrpc
