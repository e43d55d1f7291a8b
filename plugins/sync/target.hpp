#pragma once

#include <cstdint>
#include <optional>

#include <api/net/peer_pool.hpp>
#include <kit/eth/header.hpp>

namespace plexus::sync {

/// Where the best peer's chain ends.
struct Target {
    std::uint64_t number = 0;
    Hash256 hash{};
};

/// Asks the peer with the highest total difficulty for the header of its head, and the next one if
/// it does not answer.
/// @returns nothing while there is no peer that could tell
awaitable<std::optional<Target>> find_target(net::PeerPool& pool);

}  // namespace plexus::sync
