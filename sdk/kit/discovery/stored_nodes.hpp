#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <api/async/channel.hpp>
#include <api/net/node_store.hpp>

namespace plexus::discovery {

/// Successful checks after which a node is worth remembering beyond this run.
inline constexpr unsigned steady_above = 5;

/// What a discovery protocol remembers of nodes from one run to the next, if the node has a store.
///
/// @thread  the strand
class StoredNodes {
public:
    /// Takes nodes that have responded to many checks.
    using Keeper = std::function<void(const net::NodeUpdate&)>;
    /// Yields nodes to begin with.
    using SeedSource = std::function<awaitable<std::vector<net::Node>>()>;

    /// Nodes that wait to be written. At the bound a node is dropped; its next check offers it
    /// again.
    static constexpr std::size_t capacity = 64;
    /// Nodes to begin with.
    /// @spec go-ethereum p2p/discover/table.go, seedCount
    static constexpr std::size_t seed_count = 30;
    /// How long ago these may have responded.
    /// @spec go-ethereum p2p/discover/table.go, seedMaxAge
    static constexpr std::chrono::hours seed_age{5 * 24};

    /// @param store  outlives this; null: nothing is remembered
    StoredNodes(const Executor& strand, net::NodeStore* store);

    /// Writes what keeper() took, until cancelled.
    awaitable<void> run();

    /// Some of the nodes that have responded in the last days, by chance.
    awaitable<std::vector<net::Node>> seeds();

    /// What calls this object, which outlives it; empty if nothing is remembered.
    Keeper keeper();
    /// Likewise.
    SeedSource seed_source();

private:
    Clock& clock_;
    net::NodeStore* store_;
    Channel<net::NodeUpdate> news_;
};

}  // namespace plexus::discovery
