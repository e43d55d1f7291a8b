#pragma once

#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <api/async/clock.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::node {

/// The event loops, and the pool for work that may block. One loop is served by several threads; as
/// many others, for the strands of plugins, have a thread each.
///
/// @thread  executors, live_tasks() and request_stop(): any; launch() and close(): the owner's
class ThreadRuntime final : public Runtime {
public:
    struct Hooks {
        std::function<void(int exit_code)> on_stop;
        std::function<void(std::string what)> on_defect;  ///< a handler threw
    };

    ThreadRuntime(unsigned threads, unsigned blocking_threads, Hooks hooks);

    ~ThreadRuntime() override;

    Executor executor() override { return shared_.loop.get_executor(); }
    Executor plugin_executor() override;
    Executor blocking() override { return pool_.get_executor(); }
    void request_stop(int exit_code) override { hooks_.on_stop(exit_code); }

    void launch();

    /// The names of the tasks that have not ended.
    std::vector<std::string> live_tasks();

    /// Lets the loops run what is left for a moment, ends them, and joins all threads.
    /// @returns false if they did not come to an end in time; the runtime must then live on
    bool close(SteadyTime deadline);

private:
    /// What is left in a loop may refer to another one, so all are shut down before one is
    /// destroyed.
    struct Loop : asio::io_context {
        using execution_context::shutdown;
        using io_context::io_context;
    };
    struct GuardedLoop {
        explicit GuardedLoop(unsigned threads)
            : loop(static_cast<int>(threads)), guard(loop.get_executor()) {}

        Loop loop;
        asio::executor_work_guard<asio::io_context::executor_type> guard;
    };

    template <class Visit>
    void for_each_loop(Visit visit) {
        visit(shared_.loop);
        for (GuardedLoop& own : plugins_) visit(own.loop);
    }
    void start_thread(Loop& loop);
    void serve(Loop& loop);
    void drain(std::unique_lock<std::mutex>& lock, SteadyTime until);
    void join_all();

    GuardedLoop shared_;
    std::deque<GuardedLoop> plugins_{};  ///< each with a thread of its own
    std::atomic<unsigned> next_plugin_ = 0;
    asio::thread_pool pool_;
    Hooks hooks_;
    unsigned thread_count_;
    std::vector<std::thread> threads_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t serving_ = 0;  ///< threads that have not ended
    std::size_t behind_ = 0;   ///< loops that have not run what was posted to them
    bool joined_ = false;
};

}  // namespace plexus::node
