#pragma once

#include <cstddef>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/local_node.hpp>

#include "packet.hpp"

namespace plexus::discv4 {

/// The largest datagram that may be sent. @spec devp2p discv4, "Wire Protocol"
inline constexpr std::size_t max_datagram_bytes = 1280;

/// The largest datagram that is looked at. ethereumjs puts 16 neighbors into one packet of 1,373
/// bytes; 1,472 is what one Ethernet frame carries.
inline constexpr std::size_t max_received_bytes = 1472;

/// A datagram whose packet-header (hash, signature, packet-type) is good. `body` is a view into it:
/// packet-data.
struct Opened {
    Hash256 hash;
    net::NodeId sender;
    PacketType type;
    BytesView body;
};

/// The cheap checks, made before the costly recovery of the key: size, type, and the hash in front.
/// They prove nothing about the sender.
/// @errors limit_exceeded; malformed; unsupported for an unknown type
Result<void> inspect(BytesView datagram) noexcept;

/// `inspect`, and the recovery of the sender's key.
/// @errors also bad_signature
Result<Opened> open(BytesView datagram);

/// A signed packet; `hash` is what the response to it will name.
struct Sealed {
    Bytes datagram;
    Hash256 hash;
};

/// @errors limit_exceeded above 1280 bytes, and the error of LocalNode::sign
Result<Sealed> seal(const Packet& packet, const net::LocalNode& self);

}  // namespace plexus::discv4
