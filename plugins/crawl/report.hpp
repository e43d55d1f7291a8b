#pragma once

#include "found.hpp"

namespace plexus::crawl {

/// The nodes that responded, as go-ethereum's nodes.json, with what was learnt beyond that in an
/// object "plexus".
/// @spec go-ethereum cmd/devp2p/nodeset.go
std::string nodes_json(const FoundNodes& nodes);

/// The nodes that responded as comma-separated values, one line of names first.
/// @spec RFC 4180
std::string nodes_csv(const FoundNodes& nodes);

/// The nodes of the list of static nodes at most.
inline constexpr std::size_t longest_rank = 25;

/// The nodes of a network that are nearest, as a line "static-peers = enode,enode". Only nodes
/// whose Status names the network count.
/// @returns empty if there is none
std::string nearest_nodes(const FoundNodes& nodes, std::uint64_t network_id);

}  // namespace plexus::crawl
