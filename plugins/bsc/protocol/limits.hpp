#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// What this node takes and gives at most on the `bsc` capability. "bsc" is what bnb-chain/bsc
/// v1.8 enforces in eth/protocols/bsc: whoever stays within it is never refused.
namespace plexus::inline v1::bsc::limits {

inline constexpr std::size_t message_bytes = 10 * 1024 * 1024;  // bsc

/// The span of time over which all rates are counted.
inline constexpr std::chrono::seconds rate_period{30};  // bsc

// Votes.
inline constexpr std::size_t known_votes = 5376;  // bsc: of one peer, 21 for each of 256 blocks
inline constexpr std::uint64_t votes_per_second = 68;  // bsc: 21 for each 0.45 s, and some more
inline constexpr std::size_t vote_batches = 42;        // bsc: queued for one peer
/// Votes for one block, of one peer: an attestation has a bit for each validator. BEP-126
inline constexpr std::size_t voters = 64;
/// Heights of votes, counted from the head. bsc: lowerLimitOfVoteBlockNumber and
/// upperLimitOfVoteBlockNumber.
inline constexpr std::uint64_t votes_behind = 256;
inline constexpr std::uint64_t votes_ahead = 11;
/// Votes of one peer that wait for their block. Ours: all validators' for each block ahead.
inline constexpr std::size_t waiting_votes = 21 * votes_ahead;
/// How long they wait. Ours: many times the block time.
inline constexpr std::chrono::seconds vote_wait{5};
/// Votes of one peer, per second in the mean, for blocks that this node's chain does not have.
/// Ours: room for a block or two beside the chain in a period; more costs their sender.
inline constexpr std::uint64_t foreign_votes_per_second = 7;
/// Votes that one peer may have passed on to another one: half of what that one takes, so that no
/// peer's flood stops the votes of others. Ours.
inline constexpr std::uint64_t votes_per_second_of_one = votes_per_second / 2;

// Ranges of blocks.
inline constexpr std::uint64_t range_blocks = 64;                   // bsc
inline constexpr std::size_t range_bytes = 8 * 1024 * 1024;         // bsc: soft, but for the first
inline constexpr std::uint64_t bytes_per_second = 8 * 1024 * 1024;  // bsc: served to one peer

}  // namespace plexus::inline v1::bsc::limits
