#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include <api/core/asio.hpp>

#include "message.hpp"

namespace plexus::jsonrpc {

/// Serves one request by its method.
/// @errors as rpc::MethodProvider::call
using Call = std::function<awaitable<json::value>(std::string method, json::value params)>;

/// More requests in one batch are refused.
inline constexpr std::size_t most_in_batch = 64;

/// Answers one text: a request, a notification, or a batch of them, which are served one after
/// another.
/// @returns the response as one line of JSON without its end; empty if there is nothing to respond
awaitable<std::string> respond(std::string text, Call call);

/// What is responded to a text that is not read because it is too long.
std::string too_long_response();

}  // namespace plexus::jsonrpc
