#include "settled.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>

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
    auto token = asio::bind_cancellation_slot(slot, asio::use_awaitable);
    co_await asio::co_spawn(executor, std::move(work), token);
    if (problem) std::rethrow_exception(problem);
}

}  // namespace plexus::inline v1
