#pragma once

#include <optional>
#include <unordered_map>

#include <api/eth/status.hpp>
#include <api/net/node.hpp>

#include "recent.hpp"

namespace plexus::relay {

/// What one peer said last of its head.
struct Claim {
    Hash256 hash{};
    chain::Difficulty total_difficulty{};

    friend auto operator<=>(const Claim&, const Claim&) = default;
};

/// Collects what peers say of total difficulties, which no header tells: in Status, and with every
/// NewBlock. Each peer has one voice, its last.
///
/// @thread the plugin's strand
class TotalDifficultyQuorum {
public:
    explicit TotalDifficultyQuorum(std::size_t quorum) : quorum_(quorum) {}

    void hear(const net::NodeId& peer, const Claim& claim);
    void forget(const net::NodeId& peer) { claims_.erase(peer); }

    /// The total difficulty of the block that `recent` began with, if enough peers say the same:
    /// from the total of any kept block the difficulties between the two are taken off.
    std::optional<chain::Difficulty> total_of_anchor(const Recent& recent) const;

    /// The claim with the highest total difficulty that enough peers make alike.
    std::optional<Claim> common_claim() const;

private:
    std::size_t quorum_;
    std::unordered_map<net::NodeId, Claim> claims_;
};

}  // namespace plexus::relay
