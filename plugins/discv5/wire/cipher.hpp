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

/// The two session keys.
struct SessionKeys {
    SecretBytes initiator{};  ///< initiator-key: of the side that completed the handshake
    SecretBytes recipient{};  ///< recipient-key: of the side that sent WHOAREYOU
};

/// Derives initiator-key and recipient-key.
/// @param shared     the Diffie-Hellman point, ecdh(ephemeral-key, dest-pubkey)
/// @param challenge  challenge-data: masking-iv, static-header and authdata of the WHOAREYOU
/// packet,
///                   unmasked
/// @param initiator  the node id (a hash) of the side that was challenged
/// @errors bad_key if `shared` is no point
/// @spec   discv5-theory, "Handshake Message Packet"
Result<SessionKeys> derive_keys(const crypto::PublicKey& shared, BytesView challenge,
                                const Hash256& initiator, const Hash256& recipient);

/// What the id-signature of a handshake signs: the SHA-256 of id-signature-input.
Hash256 id_digest(BytesView challenge, BytesView ephemeral_key, const Hash256& recipient);

}  // namespace plexus::discv5
