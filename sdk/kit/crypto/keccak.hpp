#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include <api/core/bytes.hpp>

namespace plexus::crypto {

/// Keccak-256 as Ethereum uses it: the submission to NIST, with the padding that SHA-3 changed.
/// A running state: RLPx keeps one for each direction and reads digests from it as it grows.
///
/// @spec  The Keccak reference 3.0: Keccak[c = 512], 256 bits of output, multi-rate padding
class Keccak256 {
public:
    /// Appends to what is hashed; may be called any number of times, with any size.
    void update(BytesView data) noexcept;

    /// The hash of everything given so far. The state is not disturbed: go on with `update`.
    Hash256 digest() const noexcept;

private:
    static constexpr std::size_t lanes = 25;

    std::array<std::uint64_t, lanes> state_{};
    std::size_t filled_ = 0;  // bytes of the present block that are already in the state
};

/// The hash of `data` in one go.
Hash256 keccak256(BytesView data) noexcept;

/// The hash of the concatenation.
Hash256 keccak256(std::initializer_list<BytesView> parts) noexcept;

}  // namespace plexus::crypto
