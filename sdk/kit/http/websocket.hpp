#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <kit/net/outgoing_queue.hpp>

#include "message.hpp"

namespace plexus::http {

/// What a WebSocket connection grants its client.
struct WebSocketLimits {
    std::size_t message_bytes = 5U << 20U;    ///< of one message; a longer one ends the connection
    net::QueueLimits queue{};                 ///< of notifications that wait for the client
    Duration idle = std::chrono::minutes(1);  ///< without a byte from the client, which is pinged
};

/// The codes with which a connection is closed.
/// @spec RFC 6455, 7.4.1
enum class CloseCode : std::uint16_t {
    normal = 1000,      ///< all was said
    going_away = 1001,  ///< the server stops
    policy = 1008,      ///< the client reads too slowly
};

using net::SharedText;

/// A WebSocket connection after its handshake.
///
/// @thread the server's strand
class WebSocket {
public:
    virtual ~WebSocket() = default;

    /// The next message, text or binary. One coroutine reads at a time.
    /// @errors as the connection, which has then ended
    virtual awaitable<Result<std::string>> read() = 0;

    /// Queues a notification and returns at once. A client that lets the queue reach its limit is
    /// disconnected; after the end nothing is queued.
    virtual void notify(SharedText message) = 0;
    /// Queues a response, of any size.
    virtual void respond(SharedText message) = 0;
    /// Waits until all is written, or the connection has ended.
    virtual awaitable<void> drained() = 0;

    /// Sends what is queued, and then ends the connection.
    virtual void close(CloseCode code, const std::string& reason) = 0;
};

/// What a server does with requests for an upgrade.
struct WebSocketService {
    /// Whether a request may become a connection: a status of 0, or else the response.
    std::function<Response(const Request& request)> accept{};
    /// Serves one connection, which is closed when this returns. Empty: there are no upgrades.
    std::function<awaitable<void>(std::shared_ptr<WebSocket> socket)> serve{};
};

}  // namespace plexus::http
