#pragma once

#include <chrono>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>

#include <plugins/rlpx/handshake/authenticated_stream.hpp>

namespace plexus::rlpx {

/// How long one endpoint is tried alone, as RFC 8305 recommends: most connections take less.
inline constexpr std::chrono::milliseconds attempt_delay{250};

/// Connects to a node at the first of its endpoints that accepts. The next endpoint is tried, too,
/// when all before have failed or `attempt_delay` has passed; all attempts end with this.
/// @param socket  becomes the connection
/// @returns the node, with only the endpoint that accepted the connection
/// @errors  of the last attempt that failed; asio::error::address_family_not_supported if the node
///          has no endpoint that can be dialled
/// @spec    RFC 8305, section 5
awaitable<Result<net::Node>> connect(Socket& socket, net::Node node);

}  // namespace plexus::rlpx
