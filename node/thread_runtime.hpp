#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <api/async/clock.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::node {

/// One event loop served by several threads, and the pool for work that may block.
///
/// @thread  executors and request_stop(): any; launch() and close(): the owner's
class ThreadRuntime final : public Runtime {
public:
    struct Hooks {
        std::function<void(int exit_code)> on_stop;
        std::function<void(std::string what)> on_defect;  ///< a handler threw
    };

    ThreadRuntime(unsigned threads, unsigned blocking_threads, Hooks hooks);

    Executor executor() override { return loop_.get_executor(); }
    Executor blocking() override { return pool_.get_executor(); }
    void request_stop(int exit_code) override { hooks_.on_stop(exit_code); }

    void launch();

    /// Lets the loop run dry for a moment, ends it, and joins all threads.
    /// @returns false if they did not come to an end in time; the runtime must then live on
    bool close(SteadyTime deadline);

private:
    void serve();
    void join_all();

    asio::io_context loop_;
    asio::executor_work_guard<asio::io_context::executor_type> guard_;
    asio::thread_pool pool_;
    Hooks hooks_;
    unsigned thread_count_;
    std::vector<std::thread> threads_;

    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned serving_ = 0;
    bool joined_ = false;
};

}  // namespace plexus::node
