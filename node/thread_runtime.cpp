#include "thread_runtime.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include <api/async/task_scope.hpp>

namespace plexus::node {
namespace {

using namespace std::chrono_literals;

// After every plugin has stopped, mostly handlers that release objects are left in the loops; they
// get this time. Timers that are left do not count: the loops end in spite of them.
constexpr Duration drain_limit = 200ms;
// A handler of one loop may post to another one, and so on. What is left is destroyed unrun.
constexpr int drain_rounds = 8;

}  // namespace

ThreadRuntime::ThreadRuntime(unsigned threads, unsigned blocking_threads, Hooks hooks)
    : shared_(threads), pool_(blocking_threads), hooks_(std::move(hooks)), thread_count_(threads) {
    for (unsigned i = 0; i < threads; ++i) plugins_.emplace_back(1U);
}

ThreadRuntime::~ThreadRuntime() {
    for_each_loop([](Loop& loop) { loop.shutdown(); });
}

Executor ThreadRuntime::plugin_executor() {
    return plugins_[next_plugin_++ % plugins_.size()].loop.get_executor();
}

std::vector<std::string> ThreadRuntime::live_tasks() {
    std::vector<std::string> names;
    for_each_loop([&names](Loop& loop) {
        for (std::string& name : TaskScope::live_tasks(loop.get_executor())) {
            names.push_back(std::move(name));
        }
    });
    return names;
}

void ThreadRuntime::launch() {
    serving_ = thread_count_ + plugins_.size();
    for (unsigned i = 0; i < thread_count_; ++i) start_thread(shared_.loop);
    for (GuardedLoop& own : plugins_) start_thread(own.loop);
}

void ThreadRuntime::start_thread(Loop& loop) {
    threads_.emplace_back([this, &loop] { serve(loop); });
}

void ThreadRuntime::serve(Loop& loop) {
    while (true) {
        try {
            loop.run();
            break;
        } catch (const std::exception& error) {
            hooks_.on_defect(error.what());  // and go on: the node still has to be stopped
        } catch (...) {                      // of a plugin: likewise
            hooks_.on_defect("something that is no std::exception");
        }
    }
    const std::scoped_lock lock(mutex_);
    --serving_;
    changed_.notify_all();
}

/// Lets each loop run what was posted to it, and what that posted in turn.
void ThreadRuntime::drain(std::unique_lock<std::mutex>& lock, SteadyTime until) {
    for (int round = 0; round < drain_rounds; ++round) {
        for_each_loop([this](Loop& loop) {
            ++behind_;
            asio::post(loop, [this] {
                const std::scoped_lock guard(mutex_);
                --behind_;
                changed_.notify_all();
            });
        });
        if (!changed_.wait_until(lock, until, [this] { return behind_ == 0; })) return;
    }
}

bool ThreadRuntime::close(SteadyTime deadline) {
    std::unique_lock lock(mutex_);
    drain(lock, std::min(deadline, std::chrono::steady_clock::now() + drain_limit));
    for_each_loop([](Loop& loop) { loop.stop(); });
    if (!changed_.wait_until(lock, deadline, [this] { return serving_ == 0; })) {
        for (std::thread& thread : threads_) thread.detach();
        return false;
    }
    lock.unlock();
    // Jobs of the pool cannot be interrupted, so even joining it needs a deadline.
    std::thread joiner([this] { join_all(); });
    lock.lock();
    const bool joined = changed_.wait_until(lock, deadline, [this] { return joined_; });
    lock.unlock();
    joined ? joiner.join() : joiner.detach();
    return joined;
}

void ThreadRuntime::join_all() {
    for (std::thread& thread : threads_) thread.join();
    pool_.join();
    const std::scoped_lock lock(mutex_);
    joined_ = true;
    changed_.notify_all();
}

}  // namespace plexus::node
