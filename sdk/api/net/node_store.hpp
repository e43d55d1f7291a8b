#pragma once

#include <cstddef>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// What is remembered of a node.
struct NodeEntry {
    Node node{};             ///< where it was reached
    WallTime last_seen{};    ///< last time it answered
    std::int32_t value = 0;  ///< its score record, as PeerRecord::value
};

/// Known nodes that survive a restart.
///
/// @thread  any; calls may touch the disk, so not from a strand that must stay quick
class PLEXUS_API NodeStore {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.node-store", 1, Cardinality::one};

    virtual ~NodeStore();

    /// Adds a node or brings it up to date.
    virtual void put(const NodeEntry& entry) = 0;
    /// Forgets a node; nothing happens if it is not known.
    virtual void remove(const NodeId& id) = 0;

    /// The best entries: recently seen and well scored first.
    virtual std::vector<NodeEntry> best(std::size_t count) const = 0;
};

}  // namespace plexus::inline v1::net
