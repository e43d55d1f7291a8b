#include "peer_target.hpp"

#include <algorithm>
#include <set>

#include <api/core/printable.hpp>
#include <api/rpc/method_provider.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/jsonrpc/params.hpp>
#include <kit/net/host_names.hpp>

namespace plexus::control {
namespace {

/// The log shows the first digits of an id, as brief() does.
constexpr std::size_t shortest_beginning = 8;

/// Longer texts are cut off in errors.
constexpr std::size_t longest_shown = 60;

constexpr std::string_view enode_scheme = "enode://";

std::string shown(const std::string& text) { return "'" + printable(text, longest_shown) + "'"; }

bool is_url(const std::string& text) {
    return text.starts_with("enode:") || text.starts_with("enr:");
}

std::set<net::NodeId> known_ids(const net::PeerPool& pool) {
    std::set<net::NodeId> ids;
    for (const net::PeerPtr& peer : pool.peers()) ids.insert(peer->node().id);
    for (const net::Node& node : pool.static_nodes()) ids.insert(node.id);
    for (const net::Node& node : pool.trusted_nodes()) ids.insert(node.id);
    return ids;
}

net::NodeId id_that_begins(const std::string& text, const net::PeerPool& pool) {
    std::set<net::NodeId> ids = known_ids(pool);
    std::erase_if(ids, [&](const net::NodeId& id) { return !to_hex(id).starts_with(text); });
    if (ids.size() == 1) return *ids.begin();
    jsonrpc::refuse((ids.empty() ? "no known node has an id that begins with "
                                 : "more than one node has an id that begins with ") +
                    shown(text) + "; plexus peers shows the ids");
}

/// What go-ethereum finds wrong with the key of an enode; empty if nothing is.
/// @spec go-ethereum, p2p/enode/urlv4.go, parseComplete
std::string wrong_key(const std::string& text) {
    const std::string digits =
        text.substr(enode_scheme.size(), text.find('@') - enode_scheme.size());
    if (digits.empty()) return "does not contain node ID";
    if (digits.size() != 2 * net::NodeId::size_bytes) {
        return "invalid public key (wrong length, want 128 hex chars)";
    }
    const auto id = fixed_from_hex<net::NodeId::size_bytes>(digits);
    if (!id) return "invalid public key (not hexadecimal)";
    if (!crypto::check(*id)) return "invalid public key (invalid secp256k1 public key)";
    return "";
}

/// What go-ethereum finds wrong with a text before it looks at an address.
std::string wrong_identity(const std::string& text) {
    if (text.starts_with(enode_scheme)) return wrong_key(text);
    if (!text.starts_with("enr:")) return "missing 'enr:' prefix for base64-encoded record";
    return text == "enr:" ? "EOF" : "";
}

}  // namespace

enr::NamedNode node_of(const std::string& text) {
    std::string wrong = wrong_identity(text);
    if (wrong.empty()) {
        Result<enr::NamedNode> node = enr::parse_named_node(text);
        if (node) return std::move(*node);
        wrong = shown(text) + " (expected enode://<128 hex digits>@<host>:<port> or enr:<base64>)";
    }
    throw rpc::RpcError(rpc::ErrorCode::server_error, "invalid enode: " + wrong);
}

awaitable<net::Node> dialled_node_of(std::string text) {
    const enr::NamedNode named = node_of(text);
    if (named.host.empty()) co_return named.node;
    const Result<net::HostAddresses> addresses = co_await net::look_up_host(named.host);
    if (!addresses) {
        throw rpc::RpcError(rpc::ErrorCode::server_error,
                            "invalid enode: the host name " + named.host +
                                " has no address: " + addresses.error().message());
    }
    net::Node node = named.node;
    net::set_addresses(node, *addresses);
    co_return node;
}

net::NodeId id_of(const std::string& text, const net::PeerPool& pool) {
    if (is_url(text)) return node_of(text).node.id;
    std::string digits = text.starts_with("0x") ? text.substr(2) : text;
    std::ranges::transform(digits, digits.begin(), [](char c) {
        return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (const auto id = fixed_from_hex<net::NodeId::size_bytes>(digits)) return *id;
    const bool is_hex = std::ranges::all_of(
        digits, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (!is_hex || digits.size() < shortest_beginning ||
        digits.size() > 2 * net::NodeId::size_bytes) {
        return node_of(text).node.id;
    }
    return id_that_begins(digits, pool);
}

net::BanTarget target_of(const std::string& text, const net::PeerPool& pool) {
    const bool is_address = !is_url(text) && text.find_first_of(".:/") != std::string::npos;
    if (!is_address) return id_of(text, pool);
    const Result<net::Prefix> prefix = net::Prefix::parse(text);
    if (!prefix) {
        jsonrpc::refuse("not an address: " + shown(text) +
                        " (expected 203.0.113.7 or 203.0.113.0/24)");
    }
    return *prefix;
}

}  // namespace plexus::control
