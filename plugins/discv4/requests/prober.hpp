#pragma once

#include <api/core/log.hpp>
#include <kit/discovery/probe_queue.hpp>

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

    Prober(State& state, Requests& requests, DialCandidates& candidates, Metrics& metrics);

    /// Queues the node to be examined. A node that was examined a moment ago is left out, and so is
    /// a node above the queue's capacity: it will be heard of again.
    void consider(const net::Node& node);

    /// One worker; runs until cancelled.
    awaitable<void> work();

private:
    awaitable<void> examine(net::Node node);
    void judge(net::Node node, const enr::Record& record);

    State& state_;
    Requests& requests_;
    DialCandidates& candidates_;
    discovery::ProbeQueue queue_;
    Counter& foreign_;
};

}  // namespace plexus::discv4
