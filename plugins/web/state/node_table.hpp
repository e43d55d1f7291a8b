#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include <api/net/node_store.hpp>

namespace plexus::web {

/// What is known of other nodes, by their distance from this one and by the network they are in:
/// {"known", "distances": [{"distance", "nodes", "live", "networks"}], "networks": [{"prefix",
/// "nodes", "connected"}]}
/// @param own  this node's id
boost::json::object node_table(const std::vector<net::NodeEntry>& nodes, const net::NodeId& own,
                               WallTime now);

}  // namespace plexus::web
