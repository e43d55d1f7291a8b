#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <api/net/ban.hpp>
#include <api/net/peer.hpp>

namespace plexus::inline v1::net {

/// A connection has become a peer.
struct PeerJoined {
    PeerPtr peer{};  ///< never null
};

/// A peer's connection has ended.
struct PeerLeft {
    PeerPtr peer{};                     ///< never null
    Reason reason = Reason::requested;  ///< as it was sent or received
    Side ended_by = Side::ours;         ///< which side decided it
    std::string detail{};               ///< the error behind the reason, if there is one
};

/// A dial failed.
struct DialFailed {
    Node node{};        ///< that was dialled
    ErrorCode error{};  ///< see Transport::dial(); disconnect_reason() gives the reason that the
                        ///< remote sent
};

/// Why this node refused a connection.
enum class RefusalCause : std::uint8_t {
    banned,                 ///< the node, its address or a prefix of it
    too_many_peers,         ///< no slot is free for it
    already_connected,      ///< there is another connection with the same node
    connected_to_self,      ///< the remote is this node
    no_shared_capability,   ///< nothing to speak, or dependent capabilities alone
    stopping,               ///< this node is about to stop
    too_many_pending,       ///< before the handshake: too many other handshakes are under way
    too_many_from_network,  ///< before the handshake: likewise from its own network
    too_soon,               ///< before the handshake: its host came a moment ago
    gated,                  ///< a ConnectionGater does not allow it
};

/// The name of the enumerator.
PLEXUS_API std::string_view to_string(RefusalCause cause) noexcept;

/// This node refused a connection.
struct PeerRefused {
    Node node{};  ///< the id is zero if it was refused before the handshake
    /// Inbound, or a dialled node that turned out to be unwanted
    Direction direction = Direction::inbound;
    RefusalCause cause = RefusalCause::too_many_peers;  ///< the first one that applied
    std::optional<Reason> told{};  ///< none before the handshake: nothing was sent
};

/// A ban was set.
struct PeerBanned {
    Ban ban{};  ///< as bans() lists it
};

/// What happens in the pool.
using PeerPoolEvent = std::variant<PeerJoined, PeerLeft, DialFailed, PeerRefused, PeerBanned>;

}  // namespace plexus::inline v1::net
