#pragma once

#include <vector>

#include <api/core/log.hpp>

#include <plugins/discv4/requests/prober.hpp>
#include <plugins/discv4/requests/requests.hpp>

namespace plexus::discv4 {

/// Fills the table, and looks up random targets while candidates are wanted.
///
/// @thread  the state's strand
class Explorer {
public:
    Explorer(State& state, Requests& requests, Prober& prober, DialCandidates& candidates,
             Metrics& metrics, Logger logger);

    /// Nodes known from earlier runs. They are queried like bootnodes.
    void seed(const std::vector<net::Node>& nodes);

    /// Refreshes the table at once, and then in intervals of Parameters::refresh_interval. Runs
    /// until cancelled.
    awaitable<void> refresh();

    /// Random look-ups, as long as candidates are wanted. Runs until cancelled.
    awaitable<void> walk();

private:
    awaitable<void> refresh_once();
    awaitable<void> explore(net::NodeId target);
    awaitable<Result<std::vector<net::Node>>> find_node(net::Node node, net::NodeId target);
    std::vector<net::Node> start_for(const net::NodeId& target) const;
    void count();

    State& state_;
    Requests& requests_;
    Prober& prober_;
    DialCandidates& candidates_;
    Logger log_;
    std::vector<net::Node> known_;  // bootnodes and seeds
    Event seeded_;
    Counter& look_ups_;
    Gauge& table_size_;
};

}  // namespace plexus::discv4
