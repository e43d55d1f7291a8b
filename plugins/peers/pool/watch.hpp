#pragma once

#include <api/net/node_store.hpp>

#include "pool.hpp"

namespace plexus::peers {

/// Logs the pool and the table of its peers, on request.
///
/// @thread  the pool's strand
void report_status(Pool& pool);

/// Updates the pool at intervals, and logs its state.
///
/// @thread  the pool's strand; each of them until cancelled
class Watch {
public:
    /// @param store  where peers that stayed are stored
    Watch(Pool& pool, net::NodeStore& store) : pool_(pool), store_(store) {}

    awaitable<void> check();
    awaitable<void> health();

    /// Stores a node that was dialled, unless it leaves at once.
    void remember_soon(const std::shared_ptr<Connection>& peer);

    /// Removes a node from the store.
    void forget(const net::NodeId& id);

private:
    void check_reach();
    awaitable<void> remember_all();
    awaitable<void> remember(std::shared_ptr<Connection> peer);
    awaitable<void> remember_if_it_stays(std::shared_ptr<Connection> peer);
    awaitable<void> remove(net::NodeId id);

    Pool& pool_;
    net::NodeStore& store_;
};

}  // namespace plexus::peers
