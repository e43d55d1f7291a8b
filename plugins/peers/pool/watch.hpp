#pragma once

#include <api/net/node_store.hpp>
#include <api/plugin/runtime.hpp>

#include "pool.hpp"

namespace plexus::peers {

/// Logs the pool and the table of its peers, which somebody asked for.
///
/// @thread  the pool's strand
void report_status(Pool& pool);

/// Looks after the pool at intervals, and tells its state to the log.
///
/// @thread  the pool's strand; each of them until cancelled
class Watch {
public:
    /// @param store  where good nodes are noted; may be null
    Watch(Pool& pool, Runtime& runtime, net::NodeStore* store)
        : pool_(pool), runtime_(runtime), store_(store) {}

    awaitable<void> check();
    awaitable<void> health();

private:
    awaitable<void> remember();

    Pool& pool_;
    Runtime& runtime_;
    net::NodeStore* store_;
};

}  // namespace plexus::peers
