#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/async/task_scope.hpp>
#include <kit/http/virtual_hosts.hpp>
#include <kit/http/websocket.hpp>
#include <kit/jsonrpc/dispatcher.hpp>

#include <plugins/rpc/feeds/connection.hpp>

namespace plexus::rpc_server {

/// JSON-RPC over WebSocket, with subscriptions.
///
/// @thread the plugin's strand
/// @spec   go-ethereum, rpc/websocket.go
class WsTransport {
public:
    /// @param origins  pages that may connect, besides those of this machine; "*": all
    /// @param tasks    for the calls; joined before this goes
    WsTransport(jsonrpc::Dispatcher& dispatcher, Hub& hub, const std::vector<std::string>& names,
                std::vector<std::string> origins, TaskScope& tasks);

    /// A refusal, or a status of 0.
    http::Response accept(const http::Request& request) const;
    /// Serves requests until the connection ends.
    awaitable<void> serve(std::shared_ptr<http::WebSocket> socket);

private:
    TaskScope& tasks_;
    jsonrpc::Dispatcher& dispatcher_;
    Hub& hub_;
    http::VirtualHosts names_;
    std::vector<std::string> origins_;
};

}  // namespace plexus::rpc_server
