#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>
#include <api/core/uint256.hpp>

namespace plexus::inline v1::chain {

/// Which forks a chain has passed, and which one it knows to be next.
/// @spec EIP-2124, EIP-6122
struct ForkId {
    FixedBytes<4> hash{};    ///< FORK_HASH: CRC-32 over the genesis hash and the forks passed
    std::uint64_t next = 0;  ///< FORK_NEXT: block number or time of the next fork; 0 for none

    friend bool operator==(const ForkId&, const ForkId&) = default;
};

/// The end of a chain.
struct Head {
    std::uint64_t number = 0;    ///< of the last block; 0 is the genesis block
    std::uint64_t time = 0;      ///< Unix seconds
    Hash256 hash{};              ///< keccak-256 of its header
    Uint256 total_difficulty{};  ///< the sum of all difficulties up to here
};

}  // namespace plexus::inline v1::chain
