#pragma once

#include <cstdint>
#include <string_view>

#include <api/core/api.hpp>

namespace plexus::inline v1::net {

/// Why a connection ends, as it is told to the other side.
/// @spec RLPx, "Disconnect (0x01)"
enum class Reason : std::uint8_t {
    requested = 0x00,
    network_error = 0x01,
    protocol_breach = 0x02,
    useless_peer = 0x03,
    too_many_peers = 0x04,
    already_connected = 0x05,
    incompatible_version = 0x06,
    invalid_identity = 0x07,
    client_quitting = 0x08,
    unexpected_identity = 0x09,
    connected_to_self = 0x0a,
    read_timeout = 0x0b,
    subprotocol_error = 0x10,
};

PLEXUS_API std::string_view to_string(Reason reason) noexcept;

}  // namespace plexus::inline v1::net
