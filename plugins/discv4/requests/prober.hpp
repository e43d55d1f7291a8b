#pragma once

#include <api/core/log.hpp>
#include <kit/discovery/node_sources.hpp>
#include <kit/discovery/probe_queue.hpp>
#include <kit/discovery/walk_pace.hpp>
#include <kit/net/lru_map.hpp>

#include <plugins/discv4/kademlia.hpp>
#include "requests.hpp"

namespace plexus::discv4 {

/// Examines nodes that other nodes named: whether they respond, and what their records say about
/// their chain. A node that responds goes into the table; a node that may be on our chain goes to
/// the candidates.
///
/// @thread  the state's strand
class Prober {
public:
    /// As many records are fetched at a time as by go-ethereum.
    static constexpr std::size_t workers = 16;
    /// Nodes that are remembered as requested.
    static constexpr std::size_t most_remembered = 4096;

    Prober(State& state, Requests& requests, DialCandidates& candidates, Metrics& metrics);

    /// Queues the node to be examined. A node that was examined a moment ago is left out, and so is
    /// a node above the queue's capacity: it will be heard of again.
    void consider(const net::Node& node);

    /// Considers the nodes that another node named.
    void hear(const std::vector<net::Node>& named, const net::Node& source);

    /// Who named each node.
    discovery::NodeSources& sources() noexcept { return sources_; }

    /// How soon the next random lookup follows what was heard.
    discovery::WalkPace& pace() noexcept { return pace_; }

    /// One worker; runs until cancelled.
    awaitable<void> work();

private:
    /// @returns whether the node responds
    awaitable<bool> examine(net::Node node);
    awaitable<void> request_nodes(net::Node node);
    void judge(net::Node node, const enr::Record& record);

    State& state_;
    Requests& requests_;
    DialCandidates& candidates_;
    discovery::ProbeQueue queue_;
    discovery::WalkPace pace_;
    discovery::NodeSources sources_;
    net::LruMap<net::NodeId, bool> requested_{most_remembered};
    Counter& foreign_;
};

}  // namespace plexus::discv4
