#pragma once

#include <boost/json/object.hpp>

#include <api/net/ban.hpp>
#include <api/net/peer_stats.hpp>

namespace plexus::control {

/// A peer with the members of go-ethereum's admin_peers, those of BSC's if it speaks bsc, and under
/// "plexus" what only this node knows: score and its parts, latency, traffic.
/// @spec go-ethereum and bnb-chain/bsc, p2p/peer.go, PeerInfo
boost::json::object to_json(const net::PeerStats& stats);

/// "target", "until" in Unix seconds (null: for ever) and "by".
boost::json::object to_json(const net::Ban& ban);

}  // namespace plexus::control
