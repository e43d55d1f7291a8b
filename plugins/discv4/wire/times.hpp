#pragma once

#include <chrono>
#include <cstdint>

#include <api/async/clock.hpp>

#include "packet.hpp"

namespace plexus::discv4 {

/// How long our packets are valid. @spec devp2p discv4, and 20 s as clients use it
inline constexpr std::chrono::seconds packet_lifetime{20};

/// The expiration of a packet that is sent now, in Unix seconds.
std::uint64_t expiration_from(WallTime now) noexcept;

/// Whether a received packet is too old. EnrResponse has no date: its request's hash is enough.
bool is_expired(const Packet& packet, WallTime now) noexcept;

}  // namespace plexus::discv4
