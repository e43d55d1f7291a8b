#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/net/peer_pool.hpp>

namespace plexus::metrics {

/// One condition of readiness.
struct Check {
    std::string name{};  ///< "peers"
    bool good = false;   ///< whether it holds
    std::string why{};   ///< what was found, for people
};

/// What a ready node has.
struct Wanted {
    std::size_t peers = 1;             ///< at least
    std::chrono::seconds head_age{0};  ///< of a head of our own, at most; 0: not checked
};

/// @param pool, heads  null: the node has none, and its check is left out
std::vector<Check> checks(const net::PeerPool* pool, const chain::HeadTracker* heads,
                          const Wanted& wanted, WallTime now);

}  // namespace plexus::metrics
