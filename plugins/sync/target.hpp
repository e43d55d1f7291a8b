#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include <kit/eth/client/client.hpp>

namespace plexus::sync {

/// Where the best peer's chain ends.
struct Target {
    std::uint64_t number = 0;
    Hash256 hash{};
    net::NodeId told_by{};
};

/// Requests the header of its head from the peer with the highest total difficulty, and from the
/// next one if it does not answer; and likewise, by block number, among the peers whose version of
/// eth has no total difficulty. The higher of the two heads is the target: with proof of work that
/// is nearly always the heavier one too.
/// @param excluded  peers not to ask, because no peer had the chain that they told
/// @returns nothing while no peer can tell
awaitable<std::optional<Target>> find_target(eth::Client client, net::PeerPool& pool,
                                             std::set<net::NodeId> excluded);

}  // namespace plexus::sync
