#include "node_methods.hpp"

#include <kit/crypto/keccak.hpp>

#include <plugins/rpc/json/hex.hpp>

namespace plexus::rpc_server {

void add_node_methods(MethodTable& table, NodeParts parts) {
    table.add_immediate("web3_clientVersion", [](Arguments&) -> json::value {
        return "Plexus/v" PLEXUS_PLUGIN_VERSION "/linux/c++20";
    });
    table.add_immediate("web3_sha3", [](Arguments& arguments) -> json::value {
        const Bytes bytes = arguments.bytes();
        return json::value(hex_data(crypto::keccak256(bytes)));
    });
    table.add_immediate("net_version", [parts](Arguments&) -> json::value {
        return json::value(std::to_string(parts.profile.network_id()));
    });
    table.add_immediate("net_listening",
                        [parts](Arguments&) -> json::value { return parts.pool != nullptr; });
    table.add_immediate("net_peerCount", [parts](Arguments&) -> json::value {
        const std::size_t count = parts.pool != nullptr ? parts.pool->peers().size() : 0;
        return json::value(quantity(count));
    });
}

}  // namespace plexus::rpc_server
