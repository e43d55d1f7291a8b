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

/// Asks the peer with the highest total difficulty for the header of its head, and the next one if
/// it does not answer; the same, by the number they tell, among those whose version of eth has no
/// total difficulty. The higher of the two heads is the target: on a chain of proofs of work that
/// is nearly always the heavier one too.
/// @param doubted  whom not to ask, because they could not prove what they said
/// @returns nothing while there is no peer that could tell
awaitable<std::optional<Target>> find_target(eth::Client client, net::PeerPool& pool,
                                             std::set<net::NodeId> excluded);

}  // namespace plexus::sync
