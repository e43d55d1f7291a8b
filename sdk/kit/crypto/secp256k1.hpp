#pragma once

#include <api/core/bytes.hpp>
#include <api/core/result.hpp>

namespace plexus::crypto {

/// A point of secp256k1, x before y, as devp2p writes node ids: no prefix byte. Plain data: that it
/// lies on the curve is known only after `check`, `parse_uncompressed` or `decompress`.
using PublicKey = FixedBytes<64>;

/// A point as x and the parity of y, with prefix 0x02 or 0x03, as node records write it.
using CompressedKey = FixedBytes<33>;

/// r, s and the recovery id (0 to 3) in the last byte, as devp2p and Ethereum write it.
using Signature = FixedBytes<65>;

/// A number in [1, order of the group). Wiped from memory when it goes.
class SecretKey {
public:
    /// A new key from the generator of the operating system.
    static SecretKey generate();

    /// @errors  bad_key if `bytes` are not 32, or not in range
    static Result<SecretKey> from(BytesView bytes) noexcept;

    SecretKey(const SecretKey&) = default;
    SecretKey& operator=(const SecretKey&) = default;
    ~SecretKey();

    /// The big-endian bytes, for storage and for other primitives; never for a log.
    const FixedBytes<32>& reveal() const noexcept { return bytes_; }

private:
    explicit SecretKey(const FixedBytes<32>& bytes) noexcept : bytes_{bytes} {}

    FixedBytes<32> bytes_;
};

/// The point that belongs to a secret key; always on the curve.
PublicKey public_key(const SecretKey& key) noexcept;

/// Deterministic (RFC 6979), s in the lower half of the group.
Signature sign(const SecretKey& key, const Hash256& hash) noexcept;

/// The key that made `signature`. An s in the upper half is accepted: where it is forbidden
/// (transactions since Homestead) the caller looks itself.
/// @errors  bad_signature
Result<PublicKey> recover(const Signature& signature, const Hash256& hash) noexcept;

/// @param signature  r and s, 64 bytes; an s in the upper half does not verify
/// @errors  bad_signature, bad_key
Result<void> verify(const PublicKey& key, BytesView signature, const Hash256& hash) noexcept;

/// The shared point, not hashed.
/// @errors  bad_key if `theirs` is not a point of the curve
Result<PublicKey> ecdh(const SecretKey& ours, const PublicKey& theirs) noexcept;

/// The x coordinate of the shared point, not hashed.
/// @errors  bad_key if `theirs` is not a point of the curve
/// @spec    RLPx, "ECIES Encryption"
Result<FixedBytes<32>> ecdh_x(const SecretKey& ours, const PublicKey& theirs) noexcept;

/// Whether both coordinates are below p and the point lies on the curve.
/// @errors  bad_key
Result<void> check(const PublicKey& key) noexcept;

/// 65 bytes with the prefix 0x04, and nothing else: libsecp256k1 would also take the hybrid
/// prefixes 0x06 and 0x07, which no protocol here allows.
/// @errors  bad_key
Result<PublicKey> parse_uncompressed(BytesView bytes) noexcept;

/// @errors  bad_key if `key` is not a point of the curve
/// The 33-byte form of a point.
Result<CompressedKey> compress(const PublicKey& key) noexcept;

/// 33 bytes with the prefix 0x02 or 0x03.
/// @errors  bad_key
Result<PublicKey> decompress(BytesView bytes) noexcept;

}  // namespace plexus::crypto
