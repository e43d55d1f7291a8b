#pragma once

#include <functional>

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <kit/crypto/secp256k1.hpp>

namespace plexus::rlpx {

/// ecdh.agree of the node key, which stays with its owner, and the given key: the x coordinate of
/// their Diffie-Hellman point. With the other node's static key this is the static-shared-secret.
/// @errors  bad_key if that is not a point of the curve
using KeyAgreement = std::function<Result<Hash256>(const crypto::PublicKey& theirs)>;

/// Encryption to a public key: 0x04, a fresh key, IV, AES-128-CTR, HMAC-SHA-256.
/// @spec  RLPx, "ECIES Encryption"
namespace ecies {

/// Prefix and key, IV, MAC.
inline constexpr std::size_t overhead = 65 + 16 + 32;

/// ecies.encrypt.
/// @param authenticated  auth-size or ack-size: covered by the MAC, but not part of the result
/// @errors               bad_key
Result<Bytes> encrypt(const crypto::PublicKey& recipient, BytesView plain, BytesView authenticated);

/// ecies.decrypt.
/// @errors  malformed if it is too short, bad_key, bad_signature
Result<Bytes> decrypt(const KeyAgreement& ours, BytesView sealed, BytesView authenticated);

}  // namespace ecies
}  // namespace plexus::rlpx
