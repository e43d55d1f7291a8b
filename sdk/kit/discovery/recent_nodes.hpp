#pragma once

#include <chrono>
#include <cstddef>
#include <unordered_map>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>

namespace plexus::discovery {

/// The nodes that were examined a moment ago: lookups bring the same nodes again and again.
///
/// @thread  none of its own: one caller at a time
class RecentNodes {
public:
    /// How long a node is left alone. It is shorter than DialCandidates::repeat_after, so that a
    /// candidate is ready again by then.
    static constexpr std::chrono::seconds examine_again_after{15};
    /// Nodes that are remembered. At the bound old ones are forgotten first, and then all.
    static constexpr std::size_t max_remembered = 4096;

    /// Whether the node was added less than `examine_again_after` ago.
    bool contains(const net::NodeId& id, SteadyTime now) const;
    /// Adds a node, or renews its time.
    void add(const net::NodeId& id, SteadyTime now);
    /// Forgets a node, so that it may be examined at once.
    void forget(const net::NodeId& id) { times_.erase(id); }

    /// How many nodes are remembered.
    std::size_t size() const noexcept { return times_.size(); }

private:
    std::unordered_map<net::NodeId, SteadyTime> times_;
};

}  // namespace plexus::discovery
