#include "task_scope.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/system/system_error.hpp>
#include <list>
#include <mutex>

#include <api/async/event.hpp>
#include <api/core/assert.hpp>

namespace plexus::inline v1 {
namespace {

/// The tasks of one loop by name, for the message of a node that does not stop in time.
class TaskNames final : public asio::execution_context::service {
public:
    using key_type = TaskNames;
    static asio::execution_context::id id;

    explicit TaskNames(asio::execution_context& context)
        : asio::execution_context::service(context) {}

    static TaskNames& of(const Executor& executor) {
        return asio::use_service<TaskNames>(asio::query(executor, asio::execution::context));
    }

    using Entry = std::list<std::string>::iterator;

    Entry add(const std::string& name) {
        const std::scoped_lock lock(mutex_);
        return names_.insert(names_.end(), name);
    }

    void remove(Entry entry) {
        const std::scoped_lock lock(mutex_);
        names_.erase(entry);
    }

    std::vector<std::string> all() {
        const std::scoped_lock lock(mutex_);
        return {names_.begin(), names_.end()};
    }

private:
    void shutdown() override {}

    std::mutex mutex_;
    std::list<std::string> names_;
};

asio::execution_context::id TaskNames::id;

struct Task {
    asio::cancellation_signal signal;
    TaskNames::Entry name;
    std::exception_ptr problem{};  // other than its cancellation
};

/// Runs a task to its end. What it throws is caught here once: thrown on through co_spawn, the
/// cancellation of each of a peer's tasks would be unwound three times more. Cancellation is
/// switched off afterwards for the reason that settled() gives.
awaitable<void> run(Task& task, awaitable<void> work) {
    try {
        co_await std::move(work);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) task.problem = std::current_exception();
    } catch (...) {  // passed on by join()
        task.problem = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
}

}  // namespace

struct TaskScope::State : std::enable_shared_from_this<State> {
    explicit State(const Executor& scope_executor)
        : executor(scope_executor), changed(executor), names(TaskNames::of(executor)) {}

    void start(const std::string& name, awaitable<void> task) {
        if (cancelled) {
            --pending;
            changed.notify();
            return;
        }
        const auto entry = tasks.emplace(tasks.end());
        entry->name = names.add(name);
        auto ended = [self = shared_from_this(), entry](const std::exception_ptr& problem) {
            self->end(entry, problem ? problem : entry->problem);
        };
        asio::co_spawn(executor, run(*entry, std::move(task)),
                       asio::bind_cancellation_slot(entry->signal.slot(), std::move(ended)));
    }

    void end(std::list<Task>::iterator task, std::exception_ptr problem) {
        names.remove(task->name);
        // The handler in the task's cancellation slot is still on the stack of this completion, so
        // the task is destroyed in a later turn of the loop.
        std::list<Task> ended;
        ended.splice(ended.end(), tasks, task);
        --pending;
        if (problem) {
            if (!failure) failure = std::move(problem);
            cancel();
        }
        changed.notify();
    }

    void cancel() {
        cancelled = true;
        // Emitting may end tasks at once, which removes them from the list; hence the copy.
        std::vector<asio::cancellation_signal*> signals;
        for (Task& task : tasks) signals.push_back(&task.signal);
        for (asio::cancellation_signal* signal : signals) {
            const bool lives = std::any_of(tasks.begin(), tasks.end(), [signal](const Task& task) {
                return &task.signal == signal;
            });
            if (lives) signal->emit(asio::cancellation_type::terminal);
        }
    }

    Executor executor;
    Event changed;
    TaskNames& names;
    std::list<Task> tasks;
    std::atomic<std::size_t> pending = 0;
    std::exception_ptr failure;
    bool cancelled = false;
};

TaskScope::TaskScope(const Executor& executor) : state_(std::make_shared<State>(executor)) {}

TaskScope::~TaskScope() { PLEXUS_ASSERT(state_->pending == 0); }

void TaskScope::spawn(std::string name, awaitable<void> task) {
    ++state_->pending;
    asio::dispatch(state_->executor,
                   [state = state_, name = std::move(name), task = std::move(task)]() mutable {
                       state->start(name, std::move(task));
                   });
}

void TaskScope::cancel() {
    asio::dispatch(state_->executor, [state = state_] { state->cancel(); });
}

std::size_t TaskScope::size() const { return state_->pending; }

const Executor& TaskScope::executor() const noexcept { return state_->executor; }

namespace {

enum class Until : std::uint8_t { all_ended, cancelled };

awaitable<void> wait_for_tasks(std::shared_ptr<TaskScope::State> state, Until until) {
    // The caller's cancellation must not end this wait: the tasks still run, and refer to the
    // caller's state.
    co_await asio::this_coro::throw_if_cancelled(false);
    bool aborted = false;
    while (true) {
        const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
        if (!aborted && mine.cancelled() != asio::cancellation_type::none) {
            aborted = true;
            state->cancel();
            co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
        }
        const bool may_end = until == Until::all_ended || aborted || state->failure;
        if (may_end && state->pending == 0) break;
        try {
            co_await state->changed.wait();
        } catch (const boost::system::system_error&) {
            continue;  // cancelled: seen at the head of the loop
        }
    }
    co_await asio::this_coro::throw_if_cancelled(true);
    if (state->failure) std::rethrow_exception(state->failure);
    if (aborted) throw boost::system::system_error(asio::error::operation_aborted);
}

}  // namespace

awaitable<void> TaskScope::join() { return wait_for_tasks(state_, Until::all_ended); }

awaitable<void> TaskScope::serve() { return wait_for_tasks(state_, Until::cancelled); }

std::vector<std::string> TaskScope::live_tasks(const Executor& executor) {
    return TaskNames::of(executor).all();
}

}  // namespace plexus::inline v1
