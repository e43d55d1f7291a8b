#pragma once

#include <array>
#include <cstdint>

namespace plexus::crypto {

/// The state of Keccak: 5 by 5 lanes of 64 bits, lane (x, y) at index x + 5y.
using KeccakState = std::array<std::uint64_t, 25>;

/// The permutation Keccak-f[1600], compiled for the processor it runs on where that pays.
/// @spec  The Keccak reference 3.0, section 1.2
void permute(KeccakState& state) noexcept;

/// The same for any processor; apart only so that a test can compare the two.
void permute_portable(KeccakState& state) noexcept;

}  // namespace plexus::crypto
