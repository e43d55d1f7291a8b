#pragma once

#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/settings.hpp>
#include <kit/enr/named_node.hpp>

namespace plexus::peers {

/// The pool's settings, checked.
struct Config {
    std::vector<enr::NamedNode>
        static_peers{};  ///< dialled first, and again whenever they are disconnected
    std::vector<enr::NamedNode> trusted_peers{};  ///< accepted beyond all limits
    std::size_t min_peers = 0;
    std::size_t max_peers = 0;
    std::size_t max_pending =
        0;  ///< dials, and apart from them incoming connections, that are not done yet
    std::size_t dial_ratio = 0;  ///< one in so many slots is reserved for dialled peers
    Duration dial_timeout{};
    Duration request_timeout{};
    Duration check_interval{};
    Duration health_interval{};
    Duration refresh_interval{};
    Duration ban_time{};
    std::string client_name{};
    bool dials = true;
    bool uses_discovery = true;
    bool limits_networks = true;
};

/// What an operator may set.
struct Settable {
    using Nodes = std::vector<std::string>;
    using Time = std::chrono::milliseconds;

    /// Peers cost memory and file descriptors; no node is known to run with more.
    static constexpr std::size_t most_peers = 10'000;
    static constexpr std::size_t most_pending = 1'000;
    static constexpr Time shortest = std::chrono::seconds{1};
    static constexpr Time longest = std::chrono::days{1};

    static constexpr Option<Nodes> static_peers{
        .name = "static-peers", .help = "nodes to stay connected to, as enode: or enr:"};
    static constexpr Option<Nodes> trusted_peers{
        .name = "trusted-peers",
        .help = "nodes to let in even when all slots are taken, as enode: or enr:"};
    static constexpr Option<std::size_t> min_peers{
        .name = "min-peers",
        .fallback = 30,
        .maximum = most_peers,
        .help = "below this many peers, dial twice as many nodes at once"};
    /// @spec go-ethereum, p2p.Config: 50 peers, and 50 that are pending
    static constexpr Option<std::size_t> max_peers{.name = "max-peers",
                                                   .fallback = 50,
                                                   .maximum = most_peers,
                                                   .help = "peers that are connected at most"};
    static constexpr Option<std::size_t> max_pending{
        .name = "max-pending-peers",
        .fallback = 50,
        .minimum = 1,
        .maximum = most_pending,
        .help = "unfinished dials, and unfinished incoming connections, at most"};
    static constexpr Option<std::size_t> dial_ratio{
        .name = "dial-ratio",
        .fallback = 3,
        .minimum = 1,
        .maximum = most_peers,
        .help = "one in so many slots is kept for dialled peers"};
    static constexpr Option<Time> dial_timeout{.name = "dial-timeout",
                                               .fallback = std::chrono::seconds{30},
                                               .minimum = shortest,
                                               .maximum = longest,
                                               .help = "limit for a connection to come about"};
    static constexpr Option<Time> request_timeout{
        .name = "request-timeout",
        .fallback = std::chrono::seconds{30},
        .minimum = shortest,
        .maximum = longest,
        .help = "limit for a peer's message to be taken by its protocol"};
    static constexpr Option<Time> check_interval{
        .name = "check-interval",
        .fallback = std::chrono::seconds{10},
        .minimum = shortest,
        .maximum = longest,
        .help = "how often peers and slots are looked over"};
    static constexpr Option<Time> health_interval{.name = "health-interval",
                                                  .fallback = std::chrono::seconds{30},
                                                  .minimum = shortest,
                                                  .maximum = longest,
                                                  .help = "how often the pool's state is logged"};
    static constexpr Option<Time> refresh_interval{
        .name = "refresh-interval",
        .fallback = std::chrono::seconds{30},
        .minimum = shortest,
        .maximum = longest,
        .help = "pause after discovery has found nothing new to dial"};
    static constexpr Option<Time> ban_time{.name = "ban-time",
                                           .fallback = std::chrono::minutes{10},
                                           .minimum = shortest,
                                           .maximum = longest,
                                           .help = "how long a peer that sent garbage stays away"};
    static constexpr Option<std::string> client_name{
        .name = "client-name", .help = "what to be called by others; empty for name and version"};
    static constexpr Option<bool> no_dial{.name = "no-dial", .help = "dial no node"};
    static constexpr Option<bool> no_discovery{.name = "no-discovery",
                                               .help = "dial static peers and known nodes only"};

    static constexpr Option<bool> network_limits{
        .name = "network-limits",
        .fallback = true,
        .help =
            "dial one peer in a /16 and have two in a /24 (IPv6 /32, /48); local ones are free"};

    static constexpr OptionList options{
        static_peers,   trusted_peers,   min_peers,        max_peers,
        max_pending,    dial_ratio,      dial_timeout,     request_timeout,
        check_interval, health_interval, refresh_interval, ban_time,
        client_name,    no_dial,         no_discovery,     network_limits};
};

/// @errors ConfigError, one line with the option and the text
Config read_config(const Settings& settings);

}  // namespace plexus::peers
