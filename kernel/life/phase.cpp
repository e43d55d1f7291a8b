#include "phase.hpp"

#include <boost/asio/post.hpp>
#include <utility>

namespace plexus::kernel {

void Phase::begin(Work work) {
    begun_ = true;
    PLEXUS_LOG(kernel_.log, debug) << "phase begins" << kv("phase", name_);
    scope_.spawn(name_, watch(std::move(work)));
}

/// Runs on the plugin's strand; tells the result on the kernel's.
awaitable<void> Phase::watch(Work work) {
    std::exception_ptr failure;
    try {
        // A turn later, so that a phase that blocks its thread does not block the kernel's strand.
        co_await asio::post(scope_.executor(), asio::use_awaitable);
        co_await work();
    } catch (...) {
        failure = std::current_exception();
    }
    asio::post(kernel_.strand, [this, failure] {
        ended_ = true;
        failure_ = failure;
        kernel_.changed.notify();
    });
}

awaitable<void> Phase::finished() {
    if (!begun_) co_return;
    while (!ended_) co_await kernel_.changed.wait();
    // The scope books its task's end a moment after the task has told us, on another thread.
    while (scope_.size() > 0) co_await asio::post(kernel_.strand, asio::use_awaitable);
}

}  // namespace plexus::kernel
