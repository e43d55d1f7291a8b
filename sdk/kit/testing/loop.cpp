#include "loop.hpp"

#include <stdexcept>

namespace plexus::testing {
namespace {

using namespace std::chrono_literals;

/// Later than any deadline of ours; a test that waits so long is stuck among periodic timers.
constexpr Duration virtual_timeout = 24h;

constexpr WallTime midday{std::chrono::seconds{1'700'000'000}};

}  // namespace

Loop::Loop() : clock_(Clock::of(context_.get_executor())) {
    clock_.drive_from(midday);
    began_ = clock_.now();
}

void Loop::settle() {
    context_.restart();
    context_.poll();
    rethrow();
}

void Loop::rethrow() {
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

void Loop::spawn(awaitable<void> task) {
    asio::co_spawn(context_, std::move(task), [this](const std::exception_ptr& problem) {
        if (problem && !failure_) failure_ = problem;
    });
}

void Loop::finish(awaitable<void> task) {
    std::exception_ptr problem;
    bool ended = false;
    asio::co_spawn(context_, std::move(task), [&](const std::exception_ptr& outcome) {
        problem = outcome;
        ended = true;
    });
    const SteadyTime limit = clock_.now() + virtual_timeout;
    settle();
    while (!ended) {
        if (!clock_.advance(limit)) {
            throw std::runtime_error("the coroutine waits for something that does not come");
        }
        settle();
    }
    if (problem) std::rethrow_exception(problem);
}

void Loop::advance(Duration duration) {
    finish(sleep_for(duration));
    do {  // others may have the same deadline
        settle();
    } while (clock_.advance(clock_.now()));
}

}  // namespace plexus::testing
