#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <string>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>
#include <kit/net/client_metrics.hpp>

#include "message.hpp"
#include "websocket.hpp"

namespace plexus::http {

/// What a server grants its clients. A client that breaks a limit gets a response, where that is
/// possible, and disconnected.
struct Limits {
    std::size_t head_bytes = 8192;       ///< of the request line and all fields
    std::size_t body_bytes = 5U << 20U;  ///< of a body; more is refused with status 413
    /// For more, the connection that has waited longest for a request is closed
    std::size_t connections = 200;
    /// From one address; more are closed at once. 0: any number. Those of the machine itself are
    /// not counted: a proxy in front of the server has clients of all addresses.
    std::size_t address_connections = 20;
    bool counts_loopback = false;               ///< whether the machine itself has that limit, too
    Duration idle = std::chrono::minutes(2);    ///< from a response to the next request
    Duration read = std::chrono::seconds(30);   ///< for a whole request, from its first byte
    Duration write = std::chrono::seconds(30);  ///< for a whole response
    WebSocketLimits websocket{};                ///< after an upgrade
};

/// The limits of a server for the operator alone, such as a page or the metrics: short requests
/// with at most a few words as body, and ten seconds for each.
/// @param connections  as in Limits
Limits operator_limits(std::size_t connections);

/// A server of HTTP/1.1, and of WebSocket if it has a handler for that, on one TCP address.
///
/// @thread     the strand it was made with
/// @ownership  outlives what serve() runs: cancel that and await its end first
/// @spec       RFC 9112, RFC 6455
class Server {
public:
    /// Where the server listens.
    using Endpoint = asio::ip::tcp::endpoint;

    /// @param websocket  empty: a request for an upgrade is an ordinary request
    Server(const Executor& strand, Logger logger, const Limits& limits, Handler handler,
           WebSocketService websocket = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// @param what     what listens, for the text of the error: "metrics"
    /// @param options  what to change, likewise: "metrics.addr or metrics.port"
    /// @errors ConfigError: the address cannot be listened on
    void listen(const Endpoint& endpoint, const std::string& what, const std::string& options);

    /// Counts the clients for the node's metrics; before serve().
    void count_in(net::ClientMetrics metrics) noexcept { metrics_ = metrics; }

    /// Where it listens, once it does.
    Endpoint endpoint() const;

    /// Serves until cancelled.
    awaitable<void> serve();

    /// Connections that are open.
    std::size_t connections() const noexcept { return open_; }

private:
    awaitable<void> accept();
    awaitable<void> attend(asio::ip::tcp::socket socket, asio::ip::address address);
    void make_room();
    bool is_too_many(const asio::ip::address& address) const;

    Logger log_;
    Limits limits_;
    net::ClientMetrics metrics_;
    Handler handler_;
    WebSocketService websocket_;
    asio::ip::tcp::acceptor acceptor_;
    TaskScope tasks_;
    std::size_t open_ = 0;
    std::map<asio::ip::address, std::size_t> by_address_;  ///< open connections
    Event ended_;
    std::list<std::function<void()>> waiting_;  ///< see Service
};

/// The address of an option that is written as text.
/// @param option  its name, for the text of the error
/// @errors ConfigError: it is no IP address
asio::ip::address address_of(const std::string& text, const std::string& option);

}  // namespace plexus::http
