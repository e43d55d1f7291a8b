#pragma once

#include <list>
#include <string>

#include <api/async/task_scope.hpp>
#include <api/core/log.hpp>

namespace plexus::peers {

/// Connections in the making or made: each has a task on the pool's strand, which keeps the books,
/// and one on a strand of its own, which does the talking.
///
/// @thread  the pool's strand
class PendingConnections {
public:
    PendingConnections(const Executor& strand, Logger log) : log_(std::move(log)), tasks_(strand) {}

    /// Starts a task on the pool's strand. It is not cancelled: what it hosts is.
    void spawn(std::string name, awaitable<void> task) {
        tasks_.spawn(std::move(name), std::move(task));
    }

    /// Runs a coroutine on a strand to its end, from within a task. A failure is logged: it is no
    /// reason to end others.
    awaitable<void> host(Executor strand, std::string name, awaitable<void> talk);

    /// Cancels what is hosted, now and to come.
    void cancel();
    awaitable<void> join() { return tasks_.join(); }

private:
    Logger log_;
    TaskScope tasks_;
    std::list<TaskScope*> hosted_;
    bool cancelled_ = false;
};

}  // namespace plexus::peers
