#pragma once

#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include <api/net/node_store.hpp>

namespace plexus::nodestore {

/// Known nodes, of a bounded number and age.
///
/// @thread  none of its own: one caller at a time
class NodeBook {
public:
    /// Far more than a node dials, and a file of about 6 MB if all of them have records.
    static constexpr std::size_t capacity = 10'000;
    /// Addresses change hands. @spec go-ethereum p2p/discover, age of seeds
    static constexpr std::chrono::hours max_age{5 * 24};

    /// Adds an entry as it was read from disk.
    void put(net::NodeEntry entry);

    /// Adds a node or what was learnt about it. At the bound the worst node goes.
    void update(const net::NodeUpdate& news);

    void remove(const net::NodeId& id) { entries_.erase(id); }

    /// Removes the nodes that were not seen for too long and are not banned.
    void forget_old(WallTime now);

    std::optional<net::NodeEntry> find(const net::NodeId& id) const;
    std::vector<net::NodeEntry> select(const net::NodeQuery& query, WallTime now) const;

    std::vector<net::NodeEntry> all() const;
    std::size_t size() const noexcept { return entries_.size(); }

private:
    void make_room();

    std::unordered_map<net::NodeId, net::NodeEntry> entries_;
};

}  // namespace plexus::nodestore
