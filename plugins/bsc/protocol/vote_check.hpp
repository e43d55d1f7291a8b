#pragma once

#include <vector>

#include <api/async/clock.hpp>
#include <api/plugin/host.hpp>
#include <bsc/vote.hpp>

namespace plexus::inline v1::bsc {

/// Votes, sorted by what this node's chain says of them.
struct SortedVotes {
    std::vector<Vote> known{};    ///< for a block that is here
    std::vector<Vote> unknown{};  ///< for a block that may yet come
    std::size_t foreign = 0;      ///< for a height that no honest vote has now, or a block that an
                                  ///< honest chain does not have
};

/// Whether a vote can be one at all: its source comes before its target.
/// @spec bnb-chain/bsc v1.8, core/vote/vote_pool.go; BEP-126
bool is_well_formed(const Vote& vote) noexcept;

/// Compares votes with the node's own chain, if it has one that follows the network.
///
/// @thread any
class VoteCheck {
public:
    /// @param host  finds the chain's plugins for each check, because they may come and go
    explicit VoteCheck(Host& host) : host_(host) {}

    /// Whether this node has a chain whose head is recent. Without one nothing can be said of votes
    /// but their form.
    bool follows_chain(WallTime now) const;

    /// @param votes  well formed
    awaitable<SortedVotes> sort(std::vector<Vote> votes) const;

private:
    Host& host_;
};

}  // namespace plexus::inline v1::bsc
