#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <list>

#include "server.hpp"

namespace plexus::http {

/// Ways to close connections that have no whole request yet; the one that has waited longest comes
/// first.
using Waiting = std::list<std::function<void()>>;

/// What a connection needs of its server, which outlives it.
struct Service {
    const Limits& limits;               ///< of sizes and times
    const Handler& handler;             ///< responds to requests
    const WebSocketService& websocket;  ///< takes upgraded connections, if it is not empty
    TaskScope& tasks;                   ///< for the writer of a WebSocket
    Waiting& waiting;                   ///< of all connections
    const net::ClientMetrics& metrics;  ///< of all clients
    Logger& log;                        ///< of the plugin that has the server
};

/// Serves one connection until its end. Apart from the server, so that Beast is compiled once.
awaitable<void> serve_connection(Service service, asio::ip::tcp::socket socket);

}  // namespace plexus::http
