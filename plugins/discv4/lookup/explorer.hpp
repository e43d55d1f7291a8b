#pragma once

#include <vector>

#include <api/core/log.hpp>
#include <kit/discovery/first_nodes.hpp>

#include <plugins/discv4/requests/prober.hpp>
#include <plugins/discv4/requests/requests.hpp>

namespace plexus::discv4 {

/// Fills the table, and looks up random targets while candidates are wanted.
///
/// @thread  the state's strand
class Explorer {
public:
    Explorer(State& state, Requests& requests, Prober& prober, DialCandidates& candidates,
             Metrics& metrics, Logger logger, discovery::StoredNodes::SeedSource seeds);

    /// Refreshes the table at once, with nodes known from earlier runs, and then in intervals of
    /// Parameters::refresh_interval. Runs until cancelled.
    awaitable<void> refresh();

    /// Random lookups, as long as candidates are wanted. Runs until cancelled.
    awaitable<void> walk();

    /// Bootnodes, and nodes known from earlier runs.
    awaitable<std::vector<net::Node>> first_nodes() { return first_.find(); }

private:
    awaitable<void> refresh_once();
    awaitable<void> explore(net::NodeId target);
    awaitable<Result<std::vector<net::Node>>> find_node(net::Node node, net::NodeId target);
    std::vector<net::Node> start_for(const net::NodeId& target) const;
    Duration longest_pause() const;
    void count();

    State& state_;
    Requests& requests_;
    Prober& prober_;
    DialCandidates& candidates_;
    Logger log_;
    discovery::FirstNodes first_;
    bool has_begun_ = false;  ///< the first nodes have been queried
    Event begun_;
    Counter& lookups_;
    Gauge& table_size_;
};

}  // namespace plexus::discv4
