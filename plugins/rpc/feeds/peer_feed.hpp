#pragma once

#include <api/net/peer_pool_event.hpp>

#include "hub.hpp"

namespace plexus::rpc_server {

/// Tells a hub who joins the peers and who leaves, as admin_subscribe's peerEvents has it.
///
/// @thread the plugin's strand
/// @spec   go-ethereum, p2p/server.go, PeerEvent
class PeerFeed {
public:
    explicit PeerFeed(Hub& hub) : hub_(hub) {}

    awaitable<void> tell(net::PeerPoolEvent event);

private:
    Hub& hub_;
};

}  // namespace plexus::rpc_server
