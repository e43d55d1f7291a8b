#include "settled.hpp"

#include <api/async/spawned.hpp>

namespace plexus::inline v1 {

awaitable<void> settled(std::exception_ptr& problem, awaitable<void> operation) {
    try {
        co_await std::move(operation);
    } catch (...) {  // thrown on by whoever awaits this
        problem = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
}

awaitable<void> await_apart(Executor executor, awaitable<void> operation,
                            asio::cancellation_slot slot) {
    std::exception_ptr problem;
    auto work = settled(problem, std::move(operation));
    auto ended = detail::spawned(executor, std::move(work), slot);
    co_await std::move(ended);
    if (problem) std::rethrow_exception(problem);
}

}  // namespace plexus::inline v1
