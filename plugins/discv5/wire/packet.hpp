#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "cipher.hpp"

namespace plexus::discv5 {

/// The sizes of a datagram. @spec discv5-wire, "Packet Encoding"
inline constexpr std::size_t min_datagram_bytes = 63;
inline constexpr std::size_t max_datagram_bytes = 1280;

/// How the sender of a packet is named: the hash of its key.
using HashedId = Hash256;

using IdNonce = FixedBytes<16>;  ///< what a challenge wants signed

/// A message, encrypted with the keys of a session; or random bytes, to be challenged.
struct Ordinary {
    HashedId source{};
};

/// "I cannot read this packet: who are you?"
struct WhoAreYou {
    IdNonce id_nonce{};
    std::uint64_t enr_sequence = 0;  ///< of the record that the sender has; 0: none
};

/// The answer to a challenge, with a message.
struct Handshake {
    HashedId source{};
    Bytes signature{};      ///< 64 bytes in a good one
    Bytes ephemeral_key{};  ///< 33 bytes in a good one
    Bytes record{};         ///< RLP; empty if the other side has it
};

using AuthData = std::variant<Ordinary, WhoAreYou, Handshake>;

/// A packet without its mask.
struct Packet {
    Nonce nonce{};
    AuthData auth{};
    Bytes associated{};  ///< masking IV and header: what the tag of the message covers too
    Bytes message{};     ///< still encrypted
};

/// Whether a datagram is one of this protocol for the node `self`, by its protocol id.
/// @errors none: it is called for every datagram of the port
bool is_ours(BytesView datagram, const HashedId& self) noexcept;

/// Takes the mask off.
/// @errors malformed, unsupported, limit_exceeded
Result<Packet> open_packet(BytesView datagram, const HashedId& self);

/// The header of a packet to be sent, behind its masking IV: what a message is sealed with.
Bytes make_associated(const Nonce& nonce, const AuthData& auth, const FixedBytes<16>& masking_iv);

/// Masks the header, and appends the message.
/// @param associated  from make_associated()
Bytes mask_packet(Bytes associated, BytesView message, const HashedId& to);

}  // namespace plexus::discv5
