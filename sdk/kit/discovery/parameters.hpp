#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/plugin/options.hpp>
#include <api/plugin/settings.hpp>
#include <kit/discovery/net_restrict.hpp>
#include <kit/enr/named_node.hpp>

namespace plexus::discovery {

/// What an operator may choose of any discovery protocol over UDP, and one time that tests shorten.
struct Parameters {
    std::vector<net::Node> bootnodes{};             ///< nodes to begin with; may be empty
    std::vector<enr::NamedNode> named_bootnodes{};  ///< those with host names
    /// Nodes outside of these networks are ignored.
    NetRestrict restrict {};

    /// The table is refreshed at a random time between half of this and all of it.
    Duration refresh_interval = std::chrono::minutes{30};
    /// The longest pause between two random lookups while nodes are wanted.
    Duration lookup_interval = std::chrono::seconds{30};
    /// The shortest pause: the first one, and the pause as long as lookups find new nodes.
    Duration lookup_minimum = std::chrono::seconds{1};
    /// Whether nodes are looked for. In a command only its own queries are made.
    bool explores = true;
};

/// The option `lookup-interval`.
inline constexpr Option<std::chrono::milliseconds> lookup_interval{
    .name = "lookup-interval",
    .fallback = std::chrono::seconds{30},
    .minimum = std::chrono::seconds{1},
    .help = "longest pause between two random lookups while peers are wanted"};
/// The option `refresh-interval`.
inline constexpr Option<std::chrono::milliseconds> refresh_interval{
    .name = "refresh-interval",
    .fallback = std::chrono::minutes{30},
    .minimum = std::chrono::seconds{10},
    .help = "the table is refreshed at a random time within the second half of this"};
/// The option `netrestrict`.
inline constexpr Option<std::vector<std::string>> netrestrict{
    .name = "netrestrict",
    .help = "networks, as 10.0.0.0/8, outside of which nodes are ignored; empty: none"};

/// Reads the options above and the bootnodes.
/// @param plugin     its name, for the complaint
/// @param bootnodes  the value of its option: empty for the nodes of the chain, "none" for no one
/// @errors ConfigError that names the option and says what is wrong with it
Parameters read_parameters(const std::string& plugin, const Settings& settings,
                           const std::vector<std::string>& bootnodes,
                           const chain::ChainProfile& chain);

}  // namespace plexus::discovery
