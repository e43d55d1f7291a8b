#pragma once

#include <api/chain/chain_profile.hpp>

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

/// The nodes of a chain that are nearest, as a line "static-peers = enode,enode". Only nodes whose
/// Status is of the chain count: network ids and genesis blocks are shared by chains that parted.
/// @returns empty if there is none
std::string nearest_nodes(const FoundNodes& nodes, const chain::ChainProfile& chain);

}  // namespace plexus::crawl
