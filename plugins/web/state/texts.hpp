#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>

namespace plexus::web {

/// Bytes of a peer's name that are shown.
inline constexpr std::size_t longest_client = 80;

/// "127.0.0.1:30303", "[::1]:30303"
inline std::string text_of(const net::Endpoint& endpoint) {
    const std::string host = endpoint.address.to_string();
    return (endpoint.address.is_v6() ? '[' + host + ']' : host) + ':' +
           std::to_string(endpoint.tcp_port);
}

/// Milliseconds since 1970.
inline std::int64_t unix_ms(WallTime time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

}  // namespace plexus::web
