#pragma once

#include <vector>

#include <api/net/node.hpp>

namespace plexus::inline v1::net {

/// The endpoints of a node in the order in which they are worth trying: the one that reaches
/// further first, and of equals the one of IPv4. A multicast address is none.
/// @spec go-ethereum p2p/enode/node.go, localityScore
std::vector<Endpoint> dial_order(const Node& node);

}  // namespace plexus::inline v1::net
