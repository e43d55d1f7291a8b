#pragma once

#include <memory>
#include <string>
#include <vector>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Owns coroutines: names them, cancels them on their strand, and waits until they have ended.
///
/// A task that ends with an exception, other than its own cancellation, cancels the others, and
/// join() or serve() passes the first such exception on.
///
/// @thread     spawn() and cancel(): any; join() and serve(): the scope's executor
/// @ownership  join before destroying: a scope that dies with tasks inside is a defect, because the
///             tasks refer to what its owner is about to destroy
class PLEXUS_API TaskScope {
public:
    /// @param executor  where all tasks run: a strand, or an executor with one thread
    explicit TaskScope(const Executor& executor);
    ~TaskScope();
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;

    /// Starts a coroutine on the scope's executor. After cancel() it is dropped unstarted.
    void spawn(std::string name, awaitable<void> task);

    /// Cancels all tasks, now and to come.
    void cancel();

    /// Waits until all tasks have ended. If the caller is cancelled, cancels the tasks, goes on
    /// waiting, and then throws operation_aborted.
    awaitable<void> join();

    /// Like join(), but stays even without tasks until the caller is cancelled or a task fails.
    awaitable<void> serve();

    /// How many tasks have not ended.
    /// @thread any
    std::size_t size() const;
    /// What the scope was made with.
    const Executor& executor() const noexcept;

    /// The names of all tasks that have not ended, in all scopes of a loop, as "scope task" lines:
    /// what the kernel prints when a shutdown hangs.
    static std::vector<std::string> live_tasks(const Executor& executor);

    /// Kept alive by the tasks too; defined in the api library.
    struct State;

private:
    std::shared_ptr<State> state_;
};

}  // namespace plexus::inline v1
