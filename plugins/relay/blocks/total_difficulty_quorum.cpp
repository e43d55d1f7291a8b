#include "total_difficulty_quorum.hpp"

#include <map>

namespace plexus::relay {
namespace {

/// Far more than a node has peers. The claim of a peer that sends while it disconnects may stay
/// behind.
constexpr std::size_t most_claims = 1024;

}  // namespace

void TotalDifficultyQuorum::hear(const net::NodeId& peer, const Claim& claim) {
    if (claims_.size() >= most_claims && !claims_.contains(peer)) claims_.erase(claims_.begin());
    claims_[peer] = claim;
}

std::optional<Uint256> TotalDifficultyQuorum::total_of_anchor(const Recent& recent) const {
    std::map<Uint256, std::size_t> votes;
    std::size_t all = 0;
    for (const auto& [peer, claim] : claims_) {
        const KeptBlockPtr block = recent.find(claim.hash);
        if (!block) continue;
        const auto total = claim.total_difficulty.checked_sub(block->beyond_anchor);
        if (total) ++votes[*total];
        ++all;
    }
    for (const auto& [total, count] : votes) {
        if (count >= quorum_ && 2 * count > all) return total;
    }
    return std::nullopt;
}

std::optional<Claim> TotalDifficultyQuorum::common_claim() const {
    std::map<Claim, std::size_t> votes;
    for (const auto& [peer, claim] : claims_) ++votes[claim];
    std::optional<Claim> best;
    for (const auto& [claim, count] : votes) {
        if (count < quorum_) continue;
        if (!best || claim.total_difficulty > best->total_difficulty) best = claim;
    }
    return best;
}

}  // namespace plexus::relay
