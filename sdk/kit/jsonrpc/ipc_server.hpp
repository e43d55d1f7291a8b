#pragma once

#include <functional>
#include <list>
#include <memory>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>
#include <api/plugin/host.hpp>
#include <kit/net/client_metrics.hpp>
#include <kit/net/outgoing_queue.hpp>

#include "dispatcher.hpp"
#include "unix_listener.hpp"

namespace plexus::jsonrpc {

/// What a server grants its clients: programs of the user that owns its socket.
struct IpcLimits {
    /// For more, the connection that has been silent longest is closed, but for subscribers.
    std::size_t connections = 16;
    std::size_t message_bytes = 5U << 20U;      ///< of one request or batch
    net::QueueLimits queue{};                   ///< of notifications for one connection
    Duration idle = std::chrono::hours(1);      ///< without a request, nor a subscription
    Duration write = std::chrono::seconds(10);  ///< for a client to take a response
};

/// Sends notifications to a client.
using Notify = std::function<void(net::SharedText text)>;

/// Makes the subscriber of a connection.
/// @param notify  valid as long as the subscriber
using MakeSubscriber = std::function<std::unique_ptr<Subscriber>(Notify notify)>;

/// Serves JSON-RPC to clients of a Unix socket: a stream of values without any separator. Responses
/// and notifications are one line each.
///
/// @thread the plugin's strand
/// @spec   go-ethereum, rpc/ipc.go, rpc/json.go
class IpcServer {
public:
    /// @param subscribers  empty: nothing can be subscribed to
    IpcServer(Host& host, Dispatcher& dispatcher, const IpcLimits& limits,
              MakeSubscriber subscribers = {});

    /// Counts the clients for the node's metrics; before serve().
    void count_in(net::ClientMetrics metrics) noexcept { metrics_ = metrics; }

    /// Until cancelled.
    awaitable<void> serve(UnixListener& listener);

private:
    class Connection;
    using Socket = asio::local::stream_protocol::socket;

    awaitable<void> accept(UnixListener& listener);
    awaitable<void> attend(Socket socket);
    void make_room();

    Executor strand_;
    Logger log_;
    Dispatcher& dispatcher_;
    IpcLimits limits_;
    net::ClientMetrics metrics_;
    MakeSubscriber subscribers_;
    TaskScope tasks_;
    std::size_t connections_ = 0;
    std::list<Connection*> idle_;  ///< the longest silent connection first
    Event disconnected_;
};

}  // namespace plexus::jsonrpc
