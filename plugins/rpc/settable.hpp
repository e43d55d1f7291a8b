#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <api/plugin/options.hpp>

namespace plexus::rpc_server {

/// The options of the plugin.
struct Settable {
    static constexpr Option<bool> http_on{
        .name = "http", .fallback = false, .help = "serve JSON-RPC over HTTP"};
    static constexpr Option<std::string> http_addr{
        .name = "http-addr",
        .fallback = "127.0.0.1",
        .help = "IP address to serve it on; there is no TLS: a proxy does that"};
    static constexpr Option<std::uint16_t> http_port{
        .name = "http-port", .fallback = 8545, .help = "TCP port to serve it on; 0: any free one"};
    static constexpr Option<std::vector<std::string>> http_api{
        .name = "http-api",
        .fallback = "eth,net,web3",
        .help = "namespaces that are served: what stands before the '_' of a method"};
    static constexpr Option<std::vector<std::string>> http_corsdomain{
        .name = "http-corsdomain",
        .help = "origins whose pages browsers let read responses; *: any"};
    static constexpr Option<std::vector<std::string>> http_vhosts{
        .name = "http-vhosts",
        .fallback = "localhost",
        .help = "names under which browsers may send requests; *: any. IP addresses always pass"};
    static constexpr Option<std::uint64_t> chain_id{
        .name = "chain-id", .help = "what eth_chainId returns; 0: the chain's own"};
    static constexpr Option<bool> bsc_methods{
        .name = "bsc-methods",
        .fallback = false,
        .help =
            "serve what BSC has beside go-ethereum on a chain without its validators too, as on a "
            "network of one's own; on BSC it is always served"};
    static constexpr Option<std::size_t> indexed{
        .name = "transactions",
        .fallback = 1'000'000,
        .minimum = 1,
        .maximum = 100'000'000,
        .help =
            "how many of the newest mined transactions are found by hash where the store keeps no "
            "index of them; 100 bytes each"};
    static constexpr Option<bool> ws_on{
        .name = "ws",
        .fallback = false,
        .help = "serve JSON-RPC over WebSocket, with subscriptions"};
    static constexpr Option<std::string> ws_addr{
        .name = "ws-addr",
        .fallback = "127.0.0.1",
        .help = "IP address to serve it on; there is no TLS: a proxy does that"};
    static constexpr Option<std::uint16_t> ws_port{
        .name = "ws-port", .fallback = 8546, .help = "TCP port to serve it on; 0: any free one"};
    static constexpr Option<std::vector<std::string>> ws_api{
        .name = "ws-api", .fallback = "eth,net,web3", .help = "as http-api, for WebSocket"};
    static constexpr Option<std::vector<std::string>> ws_origins{
        .name = "ws-origins",
        .fallback = "http://localhost",
        .help = "origins whose pages may connect, with any port if they name none; *: any"};
    static constexpr Option<bool> public_admin{
        .name = "public-admin",
        .fallback = false,
        .help = "serve admin and plexus on addresses that others reach, if they are named"};
    static constexpr Option<std::size_t> batch_requests{
        .name = "batch-request-limit",
        .fallback = 1000,
        .maximum = 1'000'000,
        .help = "calls in one batch; 0: any number. The Unix socket has no limit"};
    static constexpr Option<ByteSize> batch_size{
        .name = "batch-response-max-size",
        .fallback = {25'000'000},
        .minimum = {1},
        .maximum = 1_GiB,
        .help = "bytes of the results of one batch, after which its calls are refused"};
    static constexpr Option<std::size_t> address_connections{
        .name = "address-connections",
        .fallback = 20,
        .maximum = 10'000,
        .help =
            "connections from one address, of HTTP and of WebSocket each; 0: any number. Those "
            "of the machine itself are not counted"};
    static constexpr Option<bool> ipc_on{
        .name = "ipc",
        .fallback = true,
        .help = "serve JSON-RPC over a Unix socket, all methods, for the node's user alone"};
    static constexpr Option<std::string> ipc_path{
        .name = "ipc-path", .help = "where that socket is; plexus.ipc in the data folder if empty"};
};

}  // namespace plexus::rpc_server
