#pragma once

#include <api/async/channel.hpp>
#include <api/core/log.hpp>
#include <kit/discovery/node_sources.hpp>
#include <kit/discovery/probe_queue.hpp>
#include <kit/discovery/stored_nodes.hpp>

#include <plugins/discv5/state.hpp>

namespace plexus::discv5 {

/// Examines nodes: whether they respond, and whether their records name our chain. A node that
/// responds goes into the table; a node of our chain goes to the candidates. Most nodes of this
/// protocol run no execution client and have no `eth` entry: they serve to find others.
///
/// @thread  the state's strand
class Prober {
public:
    /// Nodes that are examined at a time.
    static constexpr std::size_t workers = 16;

    Prober(State& state, Requests& requests, discovery::DialCandidates& candidates,
           Metrics& metrics, Logger logger, discovery::StoredNodes::Keeper keep);

    /// Queues the node to be examined. A node that was examined a moment ago is left out, and so is
    /// a node above the queue's capacity: it will be heard of again.
    void consider(const net::Node& node);

    /// Considers a node that another one named.
    void hear(const net::Node& named, const net::Node& source);

    /// Considers a node that has come to us, a moment later: it has a request of its own under way,
    /// and some clients cannot take one of ours meanwhile.
    void welcome(net::Node node);

    /// What considers the nodes that have come to us; runs until cancelled.
    awaitable<void> consider_newcomers();

    /// One worker; runs until cancelled.
    awaitable<void> work();

    /// Pings the nodes of the table, one after the other. Runs until cancelled.
    awaitable<void> check(discovery::Pace pace);

private:
    struct Newcomer {
        net::Node node;
        SteadyTime came;
    };

    awaitable<void> examine(net::Node node);
    void judge(const net::Node& node);
    void remember(const net::Node& node);

    State& state_;
    Requests& requests_;
    discovery::DialCandidates& candidates_;
    discovery::ProbeQueue queue_;
    discovery::NodeSources sources_;
    Channel<Newcomer> newcomers_;
    Counter& foreign_;
    Logger log_;
    discovery::StoredNodes::Keeper keep_;
};

}  // namespace plexus::discv5
