#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>

#include <api/core/bytes.hpp>
#include <kit/crypto/random.hpp>

namespace plexus::crypto {

using AesBytes = FixedBytes<16>;  ///< a block of AES, or the initial counter of a stream

/// AES in counter mode, 128 or 256 bits by the size of the key: one endless stream, applied in
/// place. Encrypting and decrypting are the same.
class AesCtr {
public:
    /// @param key      16 or 32 bytes; any other size is a defect
    /// @param counter  zero in RLPx frames, random in ECIES
    explicit AesCtr(BytesView key, const AesBytes& counter = {});
    /// A cipher that was moved from may only be destroyed or assigned to.
    AesCtr(AesCtr&&) noexcept;
    /// As the move constructor.
    AesCtr& operator=(AesCtr&&) noexcept;
    ~AesCtr();

    /// Goes on in the stream where the last call ended.
    void apply(std::span<std::uint8_t> data) noexcept;

private:
    struct Cipher;
    std::unique_ptr<Cipher> cipher_;
};

/// AES-256 on single blocks, keyed once: the seed of RLPx frame MACs. Copies share the expanded
/// key.
///
/// @thread  one caller at a time, of all copies
class AesBlock {
public:
    /// Expands the key once, for all blocks.
    explicit AesBlock(const FixedBytes<32>& key);

    /// AES-256 of one block, in ECB mode.
    AesBytes encrypt(const AesBytes& block) noexcept;

private:
    struct Cipher;
    std::shared_ptr<Cipher> cipher_;
};

/// Of the concatenation of `parts`.
Hash256 sha256(std::initializer_list<BytesView> parts) noexcept;
/// HMAC-SHA-256 over the concatenation of `parts`; the key may have any size.
/// @spec RFC 2104
Hash256 hmac_sha256(BytesView key, std::initializer_list<BytesView> parts) noexcept;

/// Compares without telling by its time where the first difference is. Sizes are no secret.
bool equal_constant_time(BytesView left, BytesView right) noexcept;

}  // namespace plexus::crypto
