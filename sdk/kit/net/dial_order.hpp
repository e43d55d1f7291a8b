#pragma once

#include <vector>

#include <api/net/node.hpp>

namespace plexus::inline v1::net {

/// The endpoints of a node in the order in which a dial tries them: the endpoint with the wider
/// reach first; of equal endpoints, IPv4 first. Multicast addresses are left out.
/// @spec go-ethereum p2p/enode/node.go, localityScore
std::vector<Endpoint> dial_order(const Node& node);

}  // namespace plexus::inline v1::net
