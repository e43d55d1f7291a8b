#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace plexus::crypto {

/// The state of Keccak: 5 by 5 lanes of 64 bits, lane (x, y) at index x + 5y.
using KeccakState = std::array<std::uint64_t, 25>;

/// The permutation Keccak-f[1600], compiled for the processor it runs on where that pays.
/// @spec  The Keccak reference 3.0, section 1.2
void permute(KeccakState& state) noexcept;

/// The same for any processor; apart only so that a test can compare the two.
void permute_portable(KeccakState& state) noexcept;

/// The permutation of several independent states in the lanes of vector registers.
struct ManyPermutation {
    std::size_t width = 0;  ///< states
    /// Lane i of all states stands at `states + i * width`; aligned to `width` lanes.
    void (*permute)(std::uint64_t* states) noexcept = nullptr;
};

/// The largest `width` of any.
inline constexpr std::size_t most_states = 8;

/// What this processor can run, the widest first; nothing if it has no such registers.
std::span<const ManyPermutation> many_permutations() noexcept;

}  // namespace plexus::crypto
