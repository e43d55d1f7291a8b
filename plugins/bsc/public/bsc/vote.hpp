#pragma once

#include <cstdint>

#include <api/core/bytes.hpp>

namespace plexus::inline v1::bsc {

/// A validator's vote for the finality of a block.
///
/// That the signature is good is not known: checking it takes BLS12-381, and which keys may vote is
/// written in the chain's state.
///
/// @spec BEP-126; bnb-chain/bsc, core/types/vote.go, VoteEnvelope and its VoteData
struct Vote {
    FixedBytes<48> address{};    ///< the voter's BLS public key, a compressed point of G1
    FixedBytes<96> signature{};  ///< a compressed point of G2, over keccak-256 of the four below
    std::uint64_t source_number = 0;  ///< number of the last justified block
    Hash256 source_hash{};            ///< the last justified block
    std::uint64_t target_number = 0;  ///< number of the block that is voted for
    Hash256 target_hash{};            ///< the block that is voted for
    Hash256 hash{};                   ///< keccak-256 of the vote's RLP: its identity

    friend bool operator==(const Vote&, const Vote&) = default;
};

}  // namespace plexus::inline v1::bsc
