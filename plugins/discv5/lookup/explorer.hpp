#pragma once

#include <functional>
#include <vector>

#include <api/async/event.hpp>
#include <api/core/log.hpp>
#include <kit/discovery/first_nodes.hpp>
#include <kit/discovery/walk_pace.hpp>

#include <plugins/discv5/requests/prober.hpp>

namespace plexus::discv5 {

/// The distances to request from a node at `distance` from the target, the best one first.
/// @spec go-ethereum p2p/discover/v5_udp.go, lookupDistances
std::vector<unsigned> lookup_distances(unsigned distance);

/// Fills the table, and looks up random targets while candidates are wanted.
///
/// @thread  the state's strand
class Explorer {
public:
    Explorer(State& state, Requests& requests, Prober& prober,
             discovery::DialCandidates& candidates, Metrics& metrics, Logger logger,
             discovery::StoredNodes::SeedSource seeds);

    /// Refreshes the table at once, with nodes known from earlier runs, and then in intervals of
    /// Parameters::refresh_interval. Runs until cancelled.
    /// @param first_done  called after the first time
    awaitable<void> refresh(std::function<void()> first_done);

    /// Random lookups, as long as candidates are wanted. Runs until cancelled.
    awaitable<void> walk();

    /// Bootnodes, and nodes known from earlier runs.
    awaitable<std::vector<net::Node>> first_nodes() { return first_.find(); }

private:
    awaitable<void> refresh_once();
    awaitable<void> explore(Hash256 target);
    awaitable<Result<std::vector<net::Node>>> find_node(net::Node node, Hash256 target);

    State& state_;
    Requests& requests_;
    Prober& prober_;
    discovery::DialCandidates& candidates_;
    Logger log_;
    discovery::FirstNodes first_;
    discovery::WalkPace pace_;
    bool has_begun_ = false;  ///< the first nodes have been queried
    Event begun_;
    Counter& lookups_;
    Gauge& table_size_;
};

}  // namespace plexus::discv5
