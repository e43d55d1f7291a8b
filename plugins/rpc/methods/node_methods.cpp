#include "node_methods.hpp"

#include <kit/crypto/keccak.hpp>

#include <plugins/rpc/json/hex.hpp>

namespace plexus::rpc_server {

void add_node_methods(MethodTable& table, NodeParts parts) {
    table.add("web3_clientVersion", [](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        co_return "Plexus/v" PLEXUS_PLUGIN_VERSION "/linux/c++20";
    });
    table.add("web3_sha3", [](Arguments arguments) -> awaitable<json::value> {
        const Bytes bytes = arguments.bytes();
        arguments.end();
        co_return json::value(hex_data(crypto::keccak256(bytes)));
    });
    table.add("net_version", [parts](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        co_return json::value(std::to_string(parts.profile.network_id()));
    });
    table.add("net_listening", [parts](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        co_return parts.pool != nullptr;
    });
    table.add("net_peerCount", [parts](Arguments arguments) -> awaitable<json::value> {
        arguments.end();
        const std::size_t count = parts.pool != nullptr ? parts.pool->peers().size() : 0;
        co_return json::value(quantity(count));
    });
}

}  // namespace plexus::rpc_server
