#include "anchors.hpp"

#include <algorithm>

#include <kit/net/address_class.hpp>

#include "networks.hpp"

namespace plexus::peers {
namespace {

using namespace std::chrono_literals;

/// An attacker's node that has just come is no anchor.
constexpr Duration proven_after = 2min;

bool shares_network(const net::Node& a, const net::Node& b) {
    const asio::ip::address one = a.endpoint().address;
    const asio::ip::address other = b.endpoint().address;
    return !net::is_local(one) && wide_network_of(one) == wide_network_of(other);
}

void add(std::vector<net::Node>& anchors, const net::Node& node) {
    const bool known = std::ranges::any_of(anchors, [&](const net::Node& anchor) {
        return anchor.id == node.id || shares_network(anchor, node);
    });
    if (!known && anchors.size() < most_anchors) anchors.push_back(node);
}

}  // namespace

std::vector<net::Node> choose_anchors(const std::vector<std::shared_ptr<Connection>>& peers,
                                      const AccessLists& access, const PeerTable& table,
                                      const std::vector<net::Node>& earlier, SteadyTime now) {
    std::vector<std::shared_ptr<Connection>> proven;
    std::ranges::copy_if(peers, std::back_inserter(proven), [&](const auto& peer) {
        return peer->direction() == net::Direction::outbound && !access.exempts(peer->id()) &&
               now - peer->since() >= proven_after;
    });
    std::ranges::sort(proven, {}, [&](const auto& peer) {
        return std::pair(!table.was_useful(peer->id(), now), peer->since());
    });
    std::vector<net::Node> anchors;
    for (const auto& peer : proven) add(anchors, peer->node());
    for (const net::Node& node : earlier) add(anchors, node);
    return anchors;
}

}  // namespace plexus::peers
