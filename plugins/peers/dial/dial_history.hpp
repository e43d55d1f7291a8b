#pragma once

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::peers {

/// When each node was dialled, and how soon it may be dialled again.
class DialHistory {
public:
    DialHistory();

    /// When a node that was found may be dialled; the epoch for one that never was dialled.
    SteadyTime ready_at(const net::NodeId& id);

    /// When a node that is to be kept may be dialled: the pause, however often it failed.
    SteadyTime redial_at(const net::NodeId& id);

    void dialled(const net::NodeId& id, SteadyTime now);

    /// The dial failed, or the connection ended at once: each failure in a row doubles the pause.
    void failed(const net::NodeId& id, SteadyTime now);
    void succeeded(const net::NodeId& id);

    /// The node had no room: it is alive, so the pause is short and does not grow.
    void was_full(const net::NodeId& id, SteadyTime now);

    /// What an earlier run knew of a node, unless this one has dialled it already.
    void restore(const net::NodeId& id, SteadyTime dialled, unsigned failures);

    /// The node may be dialled at once.
    void forget(const net::NodeId& id) { entries_.erase(id); }

private:
    struct Entry {
        SteadyTime dialled{};
        SteadyTime ready{};
        unsigned failures = 0;
    };

    Entry& entry(const net::NodeId& id);

    net::LruMap<net::NodeId, Entry> entries_;
};

}  // namespace plexus::peers
