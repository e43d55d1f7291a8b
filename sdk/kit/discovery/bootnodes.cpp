#include "bootnodes.hpp"

#include <algorithm>
#include <string_view>

#include <api/plugin/config_error.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/record.hpp>

namespace plexus::discovery {
namespace {

constexpr std::string_view scheme = "enode://";
constexpr std::string_view record_scheme = "enr:";
constexpr std::size_t id_digits = 2 * net::NodeId::size_bytes;

/// What is wrong with a text that names no node.
std::string fault_of(std::string_view text) {
    if (text.starts_with(record_scheme)) return "the record is damaged";
    if (!text.starts_with(scheme)) return "it begins neither with enode:// nor with enr:";
    text.remove_prefix(scheme.size());
    const std::size_t at = text.find('@');
    if (at == std::string_view::npos) return "there is no @ between node id and address";
    if (at != id_digits) {
        return "the node id has " + std::to_string(at) + " characters in place of 128";
    }
    if (!fixed_from_hex<net::NodeId::size_bytes>(text.substr(0, at))) {
        return "the node id is not hexadecimal";
    }
    return "what follows the @ is not <ip>:<port> or <host name>:<port>";
}

enr::NamedNode parse_bootnode(std::string_view option, const std::string& text) {
    const auto refuse = [&](const std::string& fault) -> ConfigError {
        return ConfigError{std::string{option} + ": '" + text + "' is no node: " + fault};
    };
    const Result<enr::NamedNode> named = enr::parse_named_node(text);
    if (!named) throw refuse(fault_of(text));
    const net::Node& node = named->node;
    if (!crypto::check(node.id)) throw refuse("the node id is not a public key");
    if (!node.endpoint().known() && named->host.empty()) throw refuse("it has no address");
    if (node.endpoint().udp_port == 0) throw refuse("its discovery port is 0");
    return *named;
}

}  // namespace

std::vector<enr::NamedNode> parse_bootnodes(std::string_view option,
                                            const std::vector<std::string>& enodes) {
    std::vector<enr::NamedNode> nodes;
    for (const std::string& enode : enodes) nodes.push_back(parse_bootnode(option, enode));
    return nodes;
}

}  // namespace plexus::discovery
