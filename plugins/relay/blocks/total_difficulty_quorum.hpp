#pragma once

#include <optional>
#include <unordered_map>

#include <api/eth/status.hpp>
#include <api/net/node.hpp>

#include "recent.hpp"

namespace plexus::relay {

/// The head that one peer told last.
struct Claim {
    Hash256 hash{};
    Uint256 total_difficulty{};

    friend auto operator<=>(const Claim&, const Claim&) = default;
};

/// Collects the total difficulties that peers tell in Status and NewBlock; headers have none. Each
/// peer counts once, with its last claim.
///
/// @thread the plugin's strand
class TotalDifficultyQuorum {
public:
    explicit TotalDifficultyQuorum(std::size_t quorum) : quorum_(quorum) {}

    void hear(const net::NodeId& peer, const Claim& claim);
    void forget(const net::NodeId& peer) { claims_.erase(peer); }

    /// The total difficulty of the block that `recent` began with, if a quorum of peers agrees, and
    /// more than half of those that tell one of a block that is kept: from the total of any kept
    /// block the difficulties of the blocks between the two are subtracted.
    std::optional<Uint256> total_of_anchor(const Recent& recent) const;

    /// The claim with the highest total difficulty that a quorum of peers makes.
    std::optional<Claim> common_claim() const;

private:
    std::size_t quorum_;
    std::unordered_map<net::NodeId, Claim> claims_;
};

}  // namespace plexus::relay
