#pragma once

#include <api/chain/block.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1::bsc {

/// A number and the hash of the block with that number.
struct Justified {
    std::uint64_t number = 0;
    Hash256 hash{};

    friend bool operator==(const Justified&, const Justified&) = default;
};

/// The votes of at least two thirds of the validators for one block, as a header carries them.
///
/// The aggregated signature is kept and not checked: that takes BLS12-381.
///
/// @spec BEP-126; bnb-chain/bsc v1.8.0-alpha, core/types/vote.go, VoteAttestation
struct Attestation {
    std::uint64_t voters = 0;     ///< bit i: validator i in ascending order of addresses
    FixedBytes<96> signature{};   ///< the voters' signatures, aggregated
    Justified source{};           ///< the last justified block
    Justified target{};           ///< the block that is voted for
    std::size_t extra_bytes = 0;  ///< of the field that is kept for later use
};

/// @param bytes  bytes behind the first item are ignored, as by BSC
/// @errors malformed, non_canonical
Result<Attestation> decode_attestation(BytesView bytes);

/// Whether its form is good and at least two thirds of the validators have voted.
/// @param validators  how many there are in the set of the target block
bool has_quorum(const Attestation& attestation, std::size_t validators) noexcept;

/// Whether the attestation's source comes before its target and its last field is no longer than
/// BSC allows.
bool is_lawful(const Attestation& attestation) noexcept;

}  // namespace plexus::inline v1::bsc
