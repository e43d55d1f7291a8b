#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>

// The rounds of Keccak-f[1600] for lanes of one state, and for vectors of the same lane of several
// states. All of it is inlined into the functions that use it: every index is then a constant, and
// each of them is compiled for its own instruction set.

namespace plexus::crypto::keccak {

#define PLEXUS_INLINE [[gnu::always_inline]] inline

inline constexpr std::size_t side = 5;
inline constexpr std::size_t lanes = side * side;
inline constexpr int lane_bits = 64;

// "The Keccak reference" 3.0, section 1.2: round constants, and rotations of lane (x, y).
inline constexpr std::array<std::uint64_t, 24> round_constants{
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
inline constexpr std::array<int, lanes> rotations{0,  1,  62, 28, 27,  //
                                                  36, 44, 6,  55, 20,  //
                                                  3,  10, 43, 25, 39,  //
                                                  41, 45, 15, 21, 8,   //
                                                  18, 2,  61, 56, 14};

template <class Lane>
using State = std::array<Lane, lanes>;
template <class Lane>
using Row = std::array<Lane, side>;

PLEXUS_INLINE std::uint64_t rotated(std::uint64_t lane, int count) noexcept {
    return std::rotl(lane, count);
}

template <class Lane, std::size_t... x>
PLEXUS_INLINE Row<Lane> theta(const State<Lane>& a, std::index_sequence<x...>) noexcept {
    const Row<Lane> parity{(a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20])...};
    return {(parity[(x + 4) % side] ^ rotated(parity[(x + 1) % side], 1))...};
}

// Pi moves lane (x, y) to (y, 2x + 3y); seen from the target (x, y) it came from (x + 3y, x).
constexpr std::size_t source(std::size_t x, std::size_t y) noexcept {
    return (x + 3 * y) % side + side * x;
}

template <std::size_t y, class Lane, std::size_t... x>
PLEXUS_INLINE void row(const State<Lane>& a, const Row<Lane>& d, State<Lane>& out,
                       std::index_sequence<x...>) noexcept {
    const Row<Lane> b{
        rotated(a[source(x, y)] ^ d[source(x, y) % side], rotations[source(x, y)])...};
    ((out[x + side * y] = b[x] ^ (~b[(x + 1) % side] & b[(x + 2) % side])), ...);
}

template <class Lane>
PLEXUS_INLINE void round(const State<Lane>& a, State<Lane>& out, std::uint64_t constant) noexcept {
    constexpr std::make_index_sequence<side> all;
    const Row<Lane> d = theta(a, all);
    row<0>(a, d, out, all);
    row<1>(a, d, out, all);
    row<2>(a, d, out, all);
    row<3>(a, d, out, all);
    row<4>(a, d, out, all);
    out[0] ^= constant;
}

template <class Lane>
PLEXUS_INLINE void permute_lanes(State<Lane>& a) noexcept {
    State<Lane> b;
    // Two rounds a turn, there and back: nothing is copied, and the loop stays in the decoded
    // cache.
    for (std::size_t i = 0; i < round_constants.size(); i += 2) {
        round(a, b, round_constants[i]);
        round(b, a, round_constants[i + 1]);
    }
}

}  // namespace plexus::crypto::keccak
