#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "server.hpp"

namespace plexus::http {

/// What a connection needs of its server, which outlives it.
struct Service {
    const Limits& limits;               ///< of sizes and times
    const Handler& handler;             ///< answers requests
    const WebSocketService& websocket;  ///< takes upgraded connections, if it is not empty
    TaskScope& tasks;                   ///< for the writer of a WebSocket
    Logger& log;                        ///< of the plugin that has the server
};

/// Serves one connection until its end. Apart from the server, so that Beast is compiled once.
awaitable<void> serve_connection(Service service, asio::ip::tcp::socket socket);

}  // namespace plexus::http
