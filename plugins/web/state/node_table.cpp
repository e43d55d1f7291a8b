#include "node_table.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include <api/net/prefix.hpp>
#include <kit/discovery/distance.hpp>

namespace plexus::web {
namespace {

/// A network is what one operator is likely to hold: the units of the dialler's limits.
constexpr unsigned v4_network_bits = 24;
constexpr unsigned v6_network_bits = 48;
/// Networks that are listed; the rest hold fewer nodes each.
constexpr std::size_t most_networks = 20;
/// A node that has responded since counts as live.
constexpr auto live_for = std::chrono::hours(24);

struct Row {
    std::size_t nodes = 0;
    std::size_t live = 0;
    std::set<net::Prefix> networks{};
};

struct Network {
    net::Prefix prefix{};
    std::size_t nodes = 0;
    std::size_t connected = 0;  ///< have been peers at the last attempt
};

net::Prefix network_of(const asio::ip::address& address) {
    const asio::ip::address plain = net::unmapped(address);
    return {plain, plain.is_v4() ? v4_network_bits : v6_network_bits};
}

boost::json::array largest(const std::map<net::Prefix, Network>& networks) {
    std::vector<Network> sorted;
    for (const auto& [prefix, network] : networks) sorted.push_back(network);
    std::ranges::stable_sort(sorted, std::greater<>{}, &Network::nodes);
    sorted.resize(std::min(sorted.size(), most_networks));
    boost::json::array array;
    for (const Network& network : sorted) {
        array.push_back(boost::json::object{{"prefix", network.prefix.text()},
                                            {"nodes", network.nodes},
                                            {"connected", network.connected}});
    }
    return array;
}

}  // namespace

boost::json::object node_table(const std::vector<net::NodeEntry>& nodes, const net::NodeId& own,
                               WallTime now) {
    const Hash256 here = discovery::place_of(own);
    std::map<unsigned, Row> rows;
    std::map<net::Prefix, Network> networks;
    for (const net::NodeEntry& entry : nodes) {
        const net::Prefix prefix = network_of(entry.node.endpoint().address);
        Row& row = rows[discovery::log_distance(here, discovery::place_of(entry.node.id))];
        ++row.nodes;
        row.live += entry.last_seen + live_for > now ? 1U : 0U;
        row.networks.insert(prefix);
        Network& network = networks[prefix];
        network.prefix = prefix;
        ++network.nodes;
        network.connected += entry.outcome == net::DialOutcome::connected ? 1U : 0U;
    }
    boost::json::array distances;
    for (const auto& [distance, row] : rows) {
        distances.push_back(boost::json::object{{"distance", distance},
                                                {"nodes", row.nodes},
                                                {"live", row.live},
                                                {"networks", row.networks.size()}});
    }
    return {{"known", nodes.size()},
            {"distances", std::move(distances)},
            {"networks", largest(networks)}};
}

}  // namespace plexus::web
