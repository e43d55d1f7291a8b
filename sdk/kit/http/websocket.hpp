#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <api/async/clock.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>

#include "message.hpp"

namespace plexus::http {

/// What a WebSocket connection grants its client.
struct WebSocketLimits {
    std::size_t message_bytes = 5U << 20U;    ///< of one message; a longer one ends the connection
    std::size_t queued_bytes = 8U << 20U;     ///< that wait for a client which does not read
    std::size_t queued_messages = 10'000;     ///< likewise
    Duration idle = std::chrono::minutes(1);  ///< without a byte from the client, which is pinged
};

/// The codes with which a connection is closed.
/// @spec RFC 6455, 7.4.1
enum class CloseCode : std::uint16_t {
    normal = 1000,      ///< all was said
    going_away = 1001,  ///< the server stops
    policy = 1008,      ///< the client reads too slowly
};

/// Several connections may share one text.
using SharedText = std::shared_ptr<const std::string>;

/// A WebSocket connection after its handshake.
///
/// @thread the server's strand
class WebSocket {
public:
    virtual ~WebSocket() = default;

    /// The next message, text or binary. One coroutine reads at a time.
    /// @errors those of the connection, which has then ended
    virtual awaitable<Result<std::string>> read() = 0;

    /// Queues a text message and returns at once. A client that lets the queue reach its limit is
    /// disconnected; after the end nothing is queued.
    virtual void send(SharedText message) = 0;

    /// Sends what is queued, and then ends the connection.
    virtual void close(CloseCode code, const std::string& reason) = 0;
};

/// What a server does with requests for an upgrade.
struct WebSocketService {
    /// Whether a request may become a connection: a status of 0, or else what it is answered.
    std::function<Response(const Request& request)> admit{};
    /// Serves one connection, which is closed when this returns. Empty: there are no upgrades.
    std::function<awaitable<void>(std::shared_ptr<WebSocket> socket)> serve{};
};

}  // namespace plexus::http
