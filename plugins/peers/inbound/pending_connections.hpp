#pragma once

#include <list>
#include <string>
#include <utility>

#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>

namespace plexus::peers {

/// The tasks of all connections, pending or established: each connection has one task on the pool's
/// strand, which changes the peer table, and one on its own strand, which runs the session.
///
/// @thread  the pool's strand
class PendingConnections {
public:
    PendingConnections(const Executor& strand, Logger log) : log_(std::move(log)), tasks_(strand) {}

    /// Starts a task on the pool's strand. The task is not cancelled, so that it always updates the
    /// peer table; the coroutine that it hosts is.
    void spawn(std::string name, awaitable<void> task) {
        tasks_.spawn(std::move(name), std::move(task));
    }

    /// The scope of a hosted coroutine, while it runs: whoever holds this can cancel it.
    using Hosted = TaskScope*;

    /// Runs a coroutine on another strand to its end, from within a task. A failure is logged and
    /// ends no other connection.
    awaitable<void> host(Executor strand, std::string name, awaitable<void> talk) {
        return host(std::move(strand), std::move(name), std::move(talk), nullptr);
    }
    /// @param hosted  set while the coroutine runs, and null before and after; may be null itself
    awaitable<void> host(Executor strand, std::string name, awaitable<void> talk, Hosted* hosted);

    /// Cancels all hosted coroutines, now and to come.
    void cancel();
    awaitable<void> join() { return tasks_.join(); }

private:
    Logger log_;
    TaskScope tasks_;
    std::list<TaskScope*> hosted_;
    bool cancelled_ = false;
};

}  // namespace plexus::peers
