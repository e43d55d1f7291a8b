#pragma once

#include <array>
#include <cstdint>

#include <api/core/bytes.hpp>

namespace plexus::inline v1::chain {

/// An unsigned integer of 256 bits, big endian: compares as a number does. Difficulties and total
/// difficulties, which this floor only passes on; kit/rlp/u256.hpp has the arithmetic.
using Difficulty = FixedBytes<32>;

/// Which forks a chain has passed, and which one it knows to be next.
/// @spec EIP-2124, EIP-6122
struct ForkId {
    FixedBytes<4> hash{};
    std::uint64_t next = 0;  ///< block number or time of the next fork; 0 for none

    friend bool operator==(const ForkId&, const ForkId&) = default;
};

/// The end of a chain.
struct Head {
    std::uint64_t number = 0;
    std::uint64_t time = 0;  ///< Unix seconds
    Hash256 hash{};
    Difficulty total_difficulty{};
};

}  // namespace plexus::inline v1::chain
