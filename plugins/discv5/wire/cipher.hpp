#pragma once

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <kit/crypto/secp256k1.hpp>

namespace plexus::discv5 {

using Nonce = FixedBytes<12>;        ///< of AES-GCM, in the header of a packet
using SecretBytes = FixedBytes<16>;  ///< a key of AES-128

/// Bytes that AES-GCM adds to a message.
inline constexpr std::size_t tag_bytes = 16;

/// AES-128-GCM.
/// @returns the encrypted message with its tag behind it
Bytes encrypt(const SecretBytes& key, const Nonce& nonce, BytesView message, BytesView associated);

/// @errors bad_signature if the tag does not fit
Result<Bytes> decrypt(const SecretBytes& key, const Nonce& nonce, BytesView sealed,
                      BytesView associated);

/// The two keys of a session.
struct SessionKeys {
    SecretBytes initiator{};  ///< of the side that completed the handshake
    SecretBytes recipient{};  ///< of the side that sent WHOAREYOU
};

/// @param shared     the Diffie-Hellman point
/// @param challenge  masking IV, static header and authdata of the WHOAREYOU packet, unmasked
/// @param initiator  the node id (a hash) of the side that was challenged
/// @errors bad_key if `shared` is no point
/// @spec   discv5-theory, "Handshake Message Packet"
Result<SessionKeys> derive_keys(const crypto::PublicKey& shared, BytesView challenge,
                                const Hash256& initiator, const Hash256& recipient);

/// What the id signature of a handshake signs.
Hash256 id_digest(BytesView challenge, BytesView ephemeral_key, const Hash256& recipient);

}  // namespace plexus::discv5
