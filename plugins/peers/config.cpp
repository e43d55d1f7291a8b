#include "config.hpp"

#include <algorithm>

#include <api/core/printable.hpp>

#include <plugins/peers/connection/client_name.hpp>

namespace plexus::peers {
namespace {

/// A Hello of 2 KiB has to hold the capabilities too.
constexpr std::size_t longest_client_name = 256;

std::vector<enr::NamedNode> read_nodes(const Settings& settings,
                                       const Option<std::vector<std::string>>& option) {
    std::vector<enr::NamedNode> nodes;
    for (const std::string& text : settings[option]) {
        const Result<enr::NamedNode> named = enr::parse_named_node(text);
        if (!named || named->node.endpoint().tcp_port == 0) {
            throw ConfigError(
                "peers." + std::string(option.name) + ": not a node that can be dialled: \"" +
                text + "\" (expected enode://<128 hex digits>@<host>:<port> or enr:<base64>)");
        }
        nodes.push_back(*named);
    }
    return nodes;
}

/// A default above the chosen maximum is lowered to it; a chosen minimum above it is an error.
std::size_t read_min_peers(const Settings& settings, std::size_t max_peers) {
    const std::size_t wished = settings[Settable::min_peers];
    if (wished == Settable::min_peers.fallback) return std::min(wished, max_peers);
    if (wished > max_peers) {
        throw ConfigError("peers.min-peers: " + std::to_string(wished) +
                          " is above peers.max-peers, " + std::to_string(max_peers));
    }
    return wished;
}

std::string read_client_name(const Settings& settings) {
    std::string name = settings[Settable::client_name];
    if (name.empty()) return default_client_name();
    const bool plain = std::ranges::all_of(name, [](char c) { return c >= ' ' && c <= '~'; });
    if (name.size() > longest_client_name || !plain) {
        throw ConfigError("peers.client-name: at most " + std::to_string(longest_client_name) +
                          " printable ASCII characters, not \"" +
                          printable(name, longest_client_name) + "\"");
    }
    return name;
}

}  // namespace

Config read_config(const Settings& settings) {
    Config config;
    config.static_peers = read_nodes(settings, Settable::static_peers);
    config.trusted_peers = read_nodes(settings, Settable::trusted_peers);
    config.max_peers = settings[Settable::max_peers];
    config.min_peers = read_min_peers(settings, config.max_peers);
    config.max_pending = settings[Settable::max_pending];
    config.dial_ratio = settings[Settable::dial_ratio];
    config.dial_timeout = settings[Settable::dial_timeout];
    config.request_timeout = settings[Settable::request_timeout];
    config.check_interval = settings[Settable::check_interval];
    config.health_interval = settings[Settable::health_interval];
    config.refresh_interval = settings[Settable::refresh_interval];
    config.ban_time = settings[Settable::ban_time];
    config.client_name = read_client_name(settings);
    config.dials = !settings[Settable::no_dial];
    config.uses_discovery = !settings[Settable::no_discovery];
    config.limits_networks = settings[Settable::network_limits];
    return config;
}

}  // namespace plexus::peers
