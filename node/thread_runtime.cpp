#include "thread_runtime.hpp"

#include <algorithm>

namespace plexus::node {
namespace {

using namespace std::chrono_literals;

// After every plugin has stopped, mostly handlers that release objects are left in the loop; they
// get this time. Timers that are left do not count: the loop ends in spite of them.
constexpr Duration drain_limit = 200ms;

}  // namespace

ThreadRuntime::ThreadRuntime(unsigned threads, unsigned blocking_threads, Hooks hooks)
    : loop_(static_cast<int>(threads)),
      guard_(loop_.get_executor()),
      pool_(blocking_threads),
      hooks_(std::move(hooks)),
      thread_count_(threads) {}

void ThreadRuntime::launch() {
    serving_ = thread_count_;
    for (unsigned i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { serve(); });
}

void ThreadRuntime::serve() {
    while (true) {
        try {
            loop_.run();
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

bool ThreadRuntime::close(SteadyTime deadline) {
    guard_.reset();
    std::unique_lock lock(mutex_);
    const SteadyTime dry = std::min(deadline, std::chrono::steady_clock::now() + drain_limit);
    changed_.wait_until(lock, dry, [this] { return serving_ == 0; });
    loop_.stop();
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
