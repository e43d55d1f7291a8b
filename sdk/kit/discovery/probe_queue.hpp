#pragma once

#include <cstddef>

#include <api/async/channel.hpp>
#include <api/async/clock.hpp>
#include <kit/discovery/recent_nodes.hpp>

namespace plexus::discovery {

/// Nodes that other nodes named and that wait to be probed, each once within
/// RecentNodes::examine_again_after.
///
/// @thread  the strand
class ProbeQueue {
public:
    /// Nodes that wait: what some lookups have heard of. A node above this is left out, because it
    /// will be heard of again.
    static constexpr std::size_t capacity = 1024;

    /// @param strand  of all callers
    explicit ProbeQueue(const Executor& strand);

    /// Queues a node, unless it was queued a moment ago.
    void add(const net::Node& node);

    /// The next node. Several workers may wait.
    /// @errors Errc::closed
    awaitable<Result<net::Node>> next() { return queue_.receive(); }

    /// Lets a node that did not respond be probed again as soon as it is heard of again.
    void forget(const net::NodeId& id) { recent_.forget(id); }

private:
    Clock& clock_;
    Channel<net::Node> queue_;
    RecentNodes recent_;
};

}  // namespace plexus::discovery
