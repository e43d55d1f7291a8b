#pragma once

#include <span>
#include <vector>

#include <api/core/result.hpp>
#include <bsc/vote.hpp>

namespace plexus::inline v1::bsc {

/// `[address, signature, [sourceNumber, sourceHash, targetNumber, targetHash]]`
/// @errors malformed, non_canonical
Result<Vote> decode_vote(BytesView vote);
Bytes encode_vote(const Vote& vote);

/// keccak-256 of the vote's RLP, which `Vote::hash` holds.
Hash256 vote_hash(const Vote& vote);

/// What the signature is over: keccak-256 of the RLP of source and target.
Hash256 signed_hash(const Vote& vote);

/// Votes, `[[vote, ...]]`.
Bytes encode_votes(std::span<const Vote> votes);

/// The votes of such a message as they stand in it, none of them decoded.
/// @errors malformed, non_canonical, limit_exceeded if there are more than `most`, or too many
///         bytes for as many
Result<std::vector<BytesView>> split_votes(BytesView payload, std::size_t most);

}  // namespace plexus::inline v1::bsc
