#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>

#include "cipher.hpp"

namespace plexus::discv5 {

/// The sizes of a datagram. @spec discv5-wire, "Packet Encoding"
inline constexpr std::size_t min_datagram_bytes = 63;
inline constexpr std::size_t max_datagram_bytes = 1280;

/// node-id, as src-id and dest-id name the ends of a packet: the hash of the key.
using HashedId = Hash256;

using IdNonce = FixedBytes<16>;  ///< id-nonce: what a challenge wants signed

/// An ordinary message packet, flag 0: a message, encrypted with the keys of a session; or random
/// bytes, to be challenged.
struct Ordinary {
    HashedId source{};  ///< src-id
};

/// A WHOAREYOU packet, flag 1: "I cannot read this packet: who are you?"
struct WhoAreYou {
    IdNonce id_nonce{};
    std::uint64_t enr_sequence = 0;  ///< enr-seq of the record that the sender has; 0: none
};

/// A handshake message packet, flag 2: the response to a WHOAREYOU, with a message.
struct Handshake {
    HashedId source{};      ///< src-id
    Bytes signature{};      ///< id-signature: sig-size 64 in a good one
    Bytes ephemeral_key{};  ///< eph-pubkey: eph-key-size 33 in a good one
    Bytes record{};         ///< RLP; empty if the other side has it
};

/// authdata: what the static header tells of the packet's sender.
using AuthData = std::variant<Ordinary, WhoAreYou, Handshake>;

/// A packet without its mask.
struct Packet {
    Nonce nonce{};
    AuthData auth{};
    Bytes associated{};  ///< message-ad: masking-iv and header, which the tag of the message covers
    Bytes message{};     ///< message-ct: still encrypted
};

/// Whether a datagram is one of this protocol for the node `self`, by its protocol-id.
/// @errors none: it is called for every datagram of the port
bool is_ours(BytesView datagram, const HashedId& self) noexcept;

/// Takes the mask off: masked-header becomes static-header and authdata.
/// @errors malformed, unsupported, limit_exceeded
Result<Packet> open_packet(BytesView datagram, const HashedId& self);

/// message-ad of a packet to be sent, masking-iv, static-header and authdata: what a message is
/// sealed with. Of a WHOAREYOU packet it is the challenge-data.
Bytes make_associated(const Nonce& nonce, const AuthData& auth, const FixedBytes<16>& masking_iv);

/// Masks the header, into masked-header, and appends message-ct.
/// @param associated  from make_associated()
Bytes mask_packet(Bytes associated, BytesView message, const HashedId& to);

}  // namespace plexus::discv5
