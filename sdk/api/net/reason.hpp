#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <api/core/api.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1::net {

/// Why a connection ends, as Disconnect tells the other side.
/// @spec RLPx, "Disconnect (0x01)"
enum class Reason : std::uint8_t {
    requested = 0x00,  ///< "disconnect requested": no fault; also what an empty Disconnect means
    network_error = 0x01,         ///< "TCP sub-system error"
    protocol_breach = 0x02,       ///< "breach of protocol": a malformed message, a bad MAC
    useless_peer = 0x03,          ///< no capability in common, or one that serves nothing
    too_many_peers = 0x04,        ///< no free slot
    already_connected = 0x05,     ///< another connection with the same node
    incompatible_version = 0x06,  ///< of the base protocol
    invalid_identity = 0x07,      ///< "null node identity received"
    client_quitting = 0x08,       ///< the node is shutting down
    unexpected_identity = 0x09,   ///< the remote is not the node that was dialled
    connected_to_self = 0x0a,     ///< the node has dialled itself
    read_timeout = 0x0b,          ///< no Pong came, or a frame did not end in time
    subprotocol_error = 0x10,     ///< a capability's own reason
};

/// The reason in words, for logs: "too many peers".
PLEXUS_API std::string_view to_string(Reason reason) noexcept;

/// Which side ended a connection.
enum class Side : std::uint8_t { ours, theirs };

/// "ours" or "theirs".
PLEXUS_API std::string_view to_string(Side side) noexcept;

/// The error of a handshake that the remote ended with a Disconnect. Its message gives the reason.
PLEXUS_API ErrorCode make_error_code(Reason reason) noexcept;

/// The reason that the remote gave, if that is what the error stands for.
PLEXUS_API std::optional<Reason> disconnect_reason(const ErrorCode& error) noexcept;

}  // namespace plexus::inline v1::net

/// @cond  Doxygen loses a specialisation in a namespace that it has not seen
template <>
struct boost::system::is_error_code_enum<plexus::net::Reason> : std::true_type {};
/// @endcond
