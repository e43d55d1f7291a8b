#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include <api/net/node_store.hpp>

namespace plexus::nodestore {

/// Known nodes, of a bounded number and age.
///
/// @thread  none of its own: one caller at a time
class NodeBook {
public:
    /// Far more than a node dials, in a file of about 2 MB.
    static constexpr std::size_t capacity = 10'000;
    /// Addresses change hands. @spec go-ethereum p2p/discover, age of seeds
    static constexpr std::chrono::hours max_age{5 * 24};

    /// Adds a node or brings it up to date; an older entry does not replace a newer one. Points of
    /// 0 mean "unknown" and leave known points as they are. At the bound the node with the fewest
    /// points is removed.
    void put(const net::NodeEntry& entry);

    void remove(const net::NodeId& id) { entries_.erase(id); }

    /// The best first: by points, then by when they were last seen; none that is too old.
    std::vector<net::NodeEntry> best(std::size_t count, WallTime now) const;

    std::size_t size() const noexcept { return entries_.size(); }

private:
    std::unordered_map<net::NodeId, net::NodeEntry> entries_;
};

}  // namespace plexus::nodestore
