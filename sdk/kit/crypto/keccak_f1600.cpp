#include "keccak_f1600.hpp"

#include <bit>
#include <cstddef>
#include <utility>

#if defined(__x86_64__)
#define PLEXUS_KECCAK_BMI
#endif

namespace plexus::crypto {
namespace {

// All of this is inlined into the two functions at the end: every index is then a constant and
// every lane a local, and each of the two is compiled for its own instruction set.
#define PLEXUS_INLINE [[gnu::always_inline]] inline

constexpr std::size_t side = 5;

// "The Keccak reference" 3.0, section 1.2: round constants, and rotations of lane (x, y).
constexpr std::array<std::uint64_t, 24> round_constants{
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
constexpr std::array<int, 25> rotations{0,  1,  62, 28, 27,  //
                                        36, 44, 6,  55, 20,  //
                                        3,  10, 43, 25, 39,  //
                                        41, 45, 15, 21, 8,   //
                                        18, 2,  61, 56, 14};

using Row = std::array<std::uint64_t, side>;

template <std::size_t... x>
PLEXUS_INLINE Row theta(const KeccakState& a, std::index_sequence<x...>) noexcept {
    const Row parity{(a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20])...};
    return {(parity[(x + 4) % side] ^ std::rotl(parity[(x + 1) % side], 1))...};
}

// Pi moves lane (x, y) to (y, 2x + 3y); seen from the target (x, y) it came from (x + 3y, x).
constexpr std::size_t source(std::size_t x, std::size_t y) noexcept {
    return (x + 3 * y) % side + side * x;
}

template <std::size_t y, std::size_t... x>
PLEXUS_INLINE void row(const KeccakState& a, const Row& d, KeccakState& out,
                       std::index_sequence<x...>) noexcept {
    const Row b{std::rotl(a[source(x, y)] ^ d[source(x, y) % side], rotations[source(x, y)])...};
    ((out[x + side * y] = b[x] ^ (~b[(x + 1) % side] & b[(x + 2) % side])), ...);
}

PLEXUS_INLINE void round(const KeccakState& a, KeccakState& out, std::uint64_t constant) noexcept {
    constexpr std::make_index_sequence<side> all;
    const Row d = theta(a, all);
    row<0>(a, d, out, all);
    row<1>(a, d, out, all);
    row<2>(a, d, out, all);
    row<3>(a, d, out, all);
    row<4>(a, d, out, all);
    out[0] ^= constant;
}

PLEXUS_INLINE void permute_inline(KeccakState& a) noexcept {
    KeccakState b;
    // Two rounds a turn, there and back: nothing is copied, and the loop stays in the decoded
    // cache.
    for (std::size_t i = 0; i < round_constants.size(); i += 2) {
        round(a, b, round_constants[i]);
        round(b, a, round_constants[i + 1]);
    }
}

#ifdef PLEXUS_KECCAK_BMI
// ANDN does chi in one instruction less, and RORX rotates without a move: a third faster.
[[gnu::target("bmi,bmi2")]] void permute_bmi(KeccakState& state) noexcept {
    KeccakState a = state;
    permute_inline(a);
    state = a;
}
#endif

}  // namespace

void permute_portable(KeccakState& state) noexcept {
    KeccakState a = state;
    permute_inline(a);
    state = a;
}

void permute(KeccakState& state) noexcept {
#ifdef PLEXUS_KECCAK_BMI
    if (__builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")) return permute_bmi(state);
#endif
    permute_portable(state);
}

}  // namespace plexus::crypto
