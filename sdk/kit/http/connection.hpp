#pragma once

#include <boost/asio/ip/tcp.hpp>

#include "server.hpp"

namespace plexus::http {

/// What a connection needs of its server, which outlives it.
struct Service {
    const Limits& limits;
    const Handler& handler;
    const WebSocketService& websocket;
    TaskScope& tasks;  ///< for the writer of a WebSocket
    Logger& log;
};

/// Serves one connection until its end. Apart from the server, so that Beast is compiled once.
awaitable<void> serve_connection(Service service, asio::ip::tcp::socket socket);

}  // namespace plexus::http
