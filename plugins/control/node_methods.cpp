#include "node_methods.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <sstream>

#include <api/rpc/method_provider.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/enr/record.hpp>
#include <kit/jsonrpc/params.hpp>

namespace plexus::control {
namespace {

namespace json = boost::json;

constexpr const char* info_method = "admin_nodeInfo";
constexpr const char* folder_method = "admin_datadir";

/// As go-ethereum has it; of a chain that does not tell its configuration only the chain id.
json::object config_of(const chain::ChainParameters& parameters) {
    ErrorCode none;
    json::value config = json::parse(parameters.config(), none);
    if (none || !config.is_object()) return {{"chainId", parameters.chain_id()}};
    return std::move(config.get_object());
}

json::object chain_of(const NodeParts& parts) {
    const chain::Head genesis = parts.profile->genesis();
    const chain::Head head = parts.heads != nullptr ? parts.heads->chain_status().head : genesis;
    json::object chain{{"network", parts.profile->network_id()},
                       {"genesis", "0x" + to_hex(genesis.hash)},
                       {"head", "0x" + to_hex(head.hash)}};
    if (parts.parameters != nullptr) chain["config"] = config_of(*parts.parameters);
    return chain;
}

}  // namespace

void require_part(bool present, const char* what) {
    if (present) return;
    throw rpc::RpcError(
        rpc::ErrorCode::method_not_found,
        std::string("this node has no ") + what + " at present: no plugin provides that");
}

std::vector<std::string> NodeMethods::methods() { return {folder_method, info_method}; }

json::value NodeMethods::call(const std::string& method, json::value params) const {
    jsonrpc::Params(std::move(params)).end();
    if (method == folder_method) return json::value(parts_.data_dir.string());
    require_part(parts_.node != nullptr, "node key");
    return info();
}

json::value NodeMethods::info() const {
    const net::Node node = parts_.node->node();
    const net::Endpoint endpoint = node.endpoint();
    std::ostringstream listen;
    listen << asio::ip::tcp::endpoint(parts_.node->listen_address(), endpoint.tcp_port);
    json::object info{
        {"id", to_hex(crypto::keccak256(node.id))},
        {"name", "Plexus/v" PLEXUS_VERSION},
        {"enode", node.enode()},
        {"ip", endpoint.address.to_string()},
        {"ports", json::object{{"discovery", endpoint.udp_port}, {"listener", endpoint.tcp_port}}},
        {"listenAddr", listen.str()}};
    const Result<net::NodeRecordPtr> record = parts_.node->record();
    if (record && *record != nullptr) {
        const Result<enr::Record> read = enr::Record::decode((*record)->rlp);
        if (read) info["enr"] = read->text();
    }
    json::object protocols;
    if (parts_.profile != nullptr) protocols["eth"] = chain_of(parts_);
    info["protocols"] = std::move(protocols);
    return info;
}

}  // namespace plexus::control
