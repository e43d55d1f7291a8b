#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <api/async/clock.hpp>

#include "packet.hpp"

namespace plexus::discv4 {

/// How long our packets are valid. @spec devp2p discv4, and 20 s as clients use it
inline constexpr std::chrono::seconds packet_lifetime{20};

/// The expiration of a packet that is sent now, in Unix seconds.
std::uint64_t expiration_from(WallTime now) noexcept;

/// When a packet expires, in Unix seconds. EnrResponse has no date.
std::optional<std::uint64_t> expiration_of(const Packet& packet) noexcept;

/// Whether a received packet is too old; never EnrResponse: its request's hash is enough.
bool is_expired(const Packet& packet, WallTime now) noexcept;

}  // namespace plexus::discv4
