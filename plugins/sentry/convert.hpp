#pragma once

#include <api/core/uint256.hpp>
#include <api/net/node.hpp>
#include <api/net/peer_stats.hpp>

#include "protocol.hpp"

namespace plexus::sentry {

/// Numbers of 64 bits, the most significant first.
/// @spec Erigon, gointerfaces/type_utils.go
proto::H256 to_proto(const Hash256& hash);
proto::H512 to_proto(const net::NodeId& id);
Hash256 from_proto(const proto::H256& hash);
net::NodeId from_proto(const proto::H512& id);

/// How the interface describes a peer.
proto::PeerInfo info_of(const net::Peer& peer);

}  // namespace plexus::sentry
