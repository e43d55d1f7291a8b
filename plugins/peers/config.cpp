#include "config.hpp"

#include <algorithm>

#include <api/core/printable.hpp>

#include <plugins/peers/connection/client_name.hpp>

namespace plexus::peers {
namespace {

/// @spec issue of the pool in first form; go-ethereum has the same 50 for peers and pending ones
constexpr std::int64_t default_min_peers = 30;

/// Peers cost memory and file descriptors; nobody runs a node with more.
constexpr std::int64_t most_peers = 10'000;
constexpr std::int64_t most_pending = 1'000;

/// A Hello of 2 KiB has to hold the capabilities too.
constexpr std::size_t longest_client_name = 256;

constexpr std::int64_t one_second = 1'000;
constexpr std::int64_t one_day = 24 * 3'600 * one_second;

OptionSpec option(std::string name, OptionKind kind, std::string fallback, std::string help) {
    OptionSpec spec;
    spec.name = std::move(name);
    spec.kind = kind;
    spec.fallback = std::move(fallback);
    spec.help = std::move(help);
    return spec;
}

OptionSpec number(std::string name, std::string fallback, std::int64_t minimum,
                  std::int64_t maximum, std::string help) {
    OptionSpec spec =
        option(std::move(name), OptionKind::number, std::move(fallback), std::move(help));
    spec.minimum = minimum;
    spec.maximum = maximum;
    return spec;
}

OptionSpec duration(std::string name, std::string fallback, std::string help) {
    OptionSpec spec =
        option(std::move(name), OptionKind::duration, std::move(fallback), std::move(help));
    spec.minimum = one_second;
    spec.maximum = one_day;
    return spec;
}

std::vector<net::Node> read_nodes(const Settings& settings, const std::string& name) {
    std::vector<net::Node> nodes;
    for (const std::string& text : settings.list(name)) {
        const Result<net::Node> node = net::Node::parse(text);
        if (!node || node->tcp_port == 0) {
            throw ConfigError("peers." + name + ": not a node that can be dialled: \"" + text +
                              "\" (expected enode://<128 hex digits>@<ip>:<port>)");
        }
        nodes.push_back(*node);
    }
    return nodes;
}

std::size_t count(const Settings& settings, std::string_view name) {
    return static_cast<std::size_t>(settings.number(name));
}

/// A default that is above a smaller maximum gives way; somebody's wish does not.
std::size_t read_min_peers(const Settings& settings, std::size_t max_peers) {
    const std::size_t wished = count(settings, "min-peers");
    if (wished == static_cast<std::size_t>(default_min_peers)) return std::min(wished, max_peers);
    if (wished > max_peers) {
        throw ConfigError("peers.min-peers: " + std::to_string(wished) +
                          " is above peers.max-peers, " + std::to_string(max_peers));
    }
    return wished;
}

std::string read_client_name(const Settings& settings) {
    std::string name = settings.text("client-name");
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

void declare_options(Options& options) {
    options.declare(
        option("static-peers", OptionKind::list, "", "nodes to stay connected to, as enode URLs"));
    options.declare(option("trusted-peers", OptionKind::list, "",
                           "nodes to let in even when all slots are taken, as enode URLs"));
    options.declare(number("min-peers", std::to_string(default_min_peers), 0, most_peers,
                           "below this many peers, dial twice as many nodes at once"));
    options.declare(number("max-peers", "50", 0, most_peers, "peers that are connected at most"));
    options.declare(number("max-pending-peers", "50", 1, most_pending,
                           "unfinished dials, and unfinished arrivals, at most"));
    options.declare(
        number("dial-ratio", "3", 1, most_peers, "one in so many slots is kept for dialled peers"));
    options.declare(duration("dial-timeout", "30s", "limit for a connection to come about"));
    options.declare(duration("request-timeout", "30s",
                             "limit for a peer's message to be taken by its protocol"));
    options.declare(duration("check-interval", "10s", "how often peers and slots are looked over"));
    options.declare(duration("health-interval", "30s", "how often the pool's state is logged"));
    options.declare(
        duration("refresh-interval", "30s", "pause after discovery has found nothing new to dial"));
    options.declare(duration("ban-time", "10m", "how long a peer that sent garbage stays away"));
    options.declare(option("client-name", OptionKind::text, "",
                           "what to be called by others; empty for name and version"));
    options.declare(option("no-dial", OptionKind::flag, "false", "dial nobody"));
    options.declare(option("no-discovery", OptionKind::flag, "false",
                           "dial static peers and known nodes only"));
}

Config read_config(const Settings& settings) {
    Config config;
    config.static_peers = read_nodes(settings, "static-peers");
    config.trusted_peers = read_nodes(settings, "trusted-peers");
    config.max_peers = count(settings, "max-peers");
    config.min_peers = read_min_peers(settings, config.max_peers);
    config.max_pending = count(settings, "max-pending-peers");
    config.dial_ratio = count(settings, "dial-ratio");
    config.dial_timeout = settings.duration("dial-timeout");
    config.request_timeout = settings.duration("request-timeout");
    config.check_interval = settings.duration("check-interval");
    config.health_interval = settings.duration("health-interval");
    config.refresh_interval = settings.duration("refresh-interval");
    config.ban_time = settings.duration("ban-time");
    config.client_name = read_client_name(settings);
    config.dials = !settings.flag("no-dial");
    config.uses_discovery = !settings.flag("no-discovery");
    return config;
}

}  // namespace plexus::peers
