#pragma once

#include <api/core/bytes.hpp>
#include <api/net/node.hpp>

namespace plexus::discovery {

/// The place of a node in the space that distances are measured in: the Keccak-256 of its id.
/// @spec devp2p discv4, "Node Identities"
Hash256 place_of(const net::NodeId& id) noexcept;

/// The number of bits of a XOR b: 0 for equal places, 256 for the far half of the space.
unsigned log_distance(const Hash256& a, const Hash256& b) noexcept;

/// Whether `a` is nearer to `target` than `b`.
bool is_closer(const Hash256& target, const Hash256& a, const Hash256& b) noexcept;

}  // namespace plexus::discovery
