#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <api/chain/chain_profile.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/plugins.hpp>

#include "history.hpp"

namespace plexus::web {

/// {"name", "networkId", "number", "hash", "time", "source"}
boost::json::object head_json(const chain::ChainProfile& profile, const chain::HeadTracker& heads);

/// One row of the table of peers.
boost::json::object peer_json(const net::PeerStats& peer);

/// The plugins with what they provide and need, for the graph.
boost::json::array plugins_json(const Plugins& plugins);

/// What the plots show of this moment.
/// @param heads  null: the age of the head is 0
Sample sample_of(const net::PoolStats& pool, const chain::HeadTracker* heads, WallTime now);

}  // namespace plexus::web
