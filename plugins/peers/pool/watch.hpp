#pragma once

#include <api/net/node_store.hpp>
#include <api/plugin/runtime.hpp>

#include "pool.hpp"

namespace plexus::peers {

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

    /// Logs the table of peers at each SIGUSR1.
    awaitable<void> signals();

private:
    awaitable<void> remember();

    Pool& pool_;
    Runtime& runtime_;
    net::NodeStore* store_;
};

}  // namespace plexus::peers
