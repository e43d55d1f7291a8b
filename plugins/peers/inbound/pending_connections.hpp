#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <list>
#include <memory>
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

    /// A hosted coroutine. Whoever holds this can cancel it; after its end that does nothing.
    class Hosted : public std::enable_shared_from_this<Hosted> {
    public:
        explicit Hosted(const Executor& strand) : strand_(strand) {}

        /// @thread any
        void cancel();

    private:
        friend class PendingConnections;

        /// Runs the coroutine and marks its end: the slot of one that has ended must not be used.
        static awaitable<void> run(std::shared_ptr<Hosted> self, awaitable<void> talk);

        Executor strand_;
        asio::cancellation_signal signal_;  // this and the next: of that strand
        bool ended_ = false;
    };
    using HostedPtr = std::shared_ptr<Hosted>;

    /// Runs a coroutine on another strand to its end, from within a task. A failure is logged and
    /// ends no other connection.
    awaitable<void> host(Executor strand, std::string name, awaitable<void> talk) {
        return host(std::move(strand), std::move(name), std::move(talk), nullptr);
    }
    /// @param hosted  set when the coroutine begins; may be null
    awaitable<void> host(Executor strand, std::string name, awaitable<void> talk,
                         HostedPtr* hosted);

    /// Cancels all hosted coroutines, now and to come.
    void cancel();
    awaitable<void> join() { return tasks_.join(); }

private:
    Logger log_;
    TaskScope tasks_;
    std::list<HostedPtr> hosted_;
    bool cancelled_ = false;
};

}  // namespace plexus::peers
