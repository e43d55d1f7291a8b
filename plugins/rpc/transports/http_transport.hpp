#pragma once

#include <string>
#include <vector>

#include <api/plugin/runtime.hpp>
#include <kit/http/message.hpp>
#include <kit/http/virtual_hosts.hpp>
#include <kit/jsonrpc/dispatcher.hpp>

namespace plexus::rpc_server {

/// JSON-RPC over HTTP, as go-ethereum does it: what a request must be like, and which pages of
/// other origins a browser lets read the response.
///
/// @thread the plugin's strand
/// @spec   go-ethereum, rpc/http.go, node/rpcstack.go; Fetch, "CORS protocol"
class HttpTransport {
public:
    HttpTransport(jsonrpc::Dispatcher& dispatcher, Runtime& runtime,
                  const std::vector<std::string>& names, std::vector<std::string> origins);

    awaitable<http::Response> respond(http::Request request);

private:
    awaitable<http::Response> serve(http::Request request);
    awaitable<void> compress(http::Response& response);
    bool accepts(std::string_view origin) const;
    http::Response preflight(const http::Request& request) const;

    jsonrpc::Dispatcher& dispatcher_;
    Runtime& runtime_;
    http::VirtualHosts names_;
    std::vector<std::string> origins_;
};

}  // namespace plexus::rpc_server
