#pragma once

#include <cstddef>
#include <vector>

#include <api/net/node.hpp>

#include <plugins/peers/connection/connection.hpp>
#include "peer_table.hpp"

namespace plexus::peers {

/// Six honest ones of an earlier life make an eclipse at a restart rarer than one in a thousand,
/// with half of the dials from memory and one dialled peer in a network.
constexpr std::size_t most_anchors = 6;

/// Chooses the dialled peers that are dialled first after a restart: those that are of use, then
/// the longest connected, each of another network. Where there are too few, earlier ones stay.
std::vector<net::Node> choose_anchors(const std::vector<std::shared_ptr<Connection>>& peers,
                                      const AccessLists& access, const PeerTable& table,
                                      const std::vector<net::Node>& earlier, SteadyTime now);

}  // namespace plexus::peers
