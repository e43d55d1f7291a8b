#pragma once

#include <cstdint>
#include <span>

#include <api/core/api.hpp>
#include <api/core/bytes.hpp>
#include <api/eth/handlers.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::eth {

/// A validator's vote for the finality of a block.
struct FinalityVote {
    Hash256 hash{};                   ///< the vote's identity, by the rule of its protocol
    std::uint64_t source_number = 0;  ///< number of the last justified block
    Hash256 source_hash{};            ///< the last justified block
    std::uint64_t target_number = 0;  ///< number of the block that is voted for
    Hash256 target_hash{};            ///< the block that is voted for
    FixedBytes<48> voter{};      ///< the voter's BLS12-381 public key, a compressed point of G1
    FixedBytes<96> signature{};  ///< a compressed point of G2
};

/// Called by a chain's plugin with the finality votes that peers send, each once for every peer
/// that sends it. Nothing is checked but their form. It only observes: who judges votes, or needs
/// the whole of them, provides the handler that the chain's plugin publishes.
///
/// @thread  the session's strand of the peer that sent them; several at once
/// @errors  none: it neither blocks nor throws
class PLEXUS_API FinalityVoteObserver {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.eth.finality-vote-observer", 1, Cardinality::many};

    virtual ~FinalityVoteObserver();

    /// @param votes  at least one
    virtual void on_finality_votes(const Origin& origin,
                                   std::span<const FinalityVote> votes) noexcept = 0;
};

}  // namespace plexus::inline v1::eth
