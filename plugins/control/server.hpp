#pragma once

#include <list>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>
#include <api/plugin/host.hpp>
#include <api/rpc/method_provider.hpp>
#include <kit/jsonrpc/line_stream.hpp>

#include "control_socket.hpp"

namespace plexus::control {

/// Serves JSON-RPC to clients of the control socket.
///
/// @thread the plugin's strand
class Server {
public:
    explicit Server(Host& host);

    /// Until cancelled.
    awaitable<void> serve(ControlSocket& socket);

private:
    using Socket = asio::local::stream_protocol::socket;

    awaitable<void> accept(ControlSocket& socket);
    awaitable<void> attend(Socket socket);
    void make_room();
    awaitable<Result<std::string>> next_line(jsonrpc::LineStream& stream);
    awaitable<boost::json::value> call(std::string method, boost::json::value params);
    Lease<rpc::MethodProvider> provider_of(const std::string& method);

    Host& host_;
    Logger log_;
    TaskScope tasks_;
    std::size_t connections_ = 0;
    std::list<jsonrpc::LineStream*> idle_;  // the one that has been silent longest comes first
    Event disconnected_;
};

}  // namespace plexus::control
