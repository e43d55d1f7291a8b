#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Yields what `operation` yields, or throws what it throws, with cancellation switched off once it
/// has ended. It has to wrap every coroutine that is given to co_spawn with a cancellation slot.
///
/// co_spawn of Boost 1.81 suspends once more after a coroutine that has never suspended. If a
/// cancellation has come by then, even one that the coroutine itself has caused, the exception does
/// not go to the completion handler: it is thrown into the code that spawned the coroutine, or out
/// of the loop's run().
template <class T>
awaitable<T> settled(awaitable<T> operation) {
    std::exception_ptr problem;
    std::optional<T> value;
    try {
        T result = co_await std::move(operation);
        value.emplace(std::move(result));
    } catch (...) {  // thrown on below
        problem = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (problem) std::rethrow_exception(problem);
    co_return std::move(*value);
}

/// The same for an operation that yields nothing.
inline awaitable<void> settled(awaitable<void> operation) {
    std::exception_ptr problem;
    try {
        co_await std::move(operation);
    } catch (...) {  // thrown on below
        problem = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    if (problem) std::rethrow_exception(problem);
}

}  // namespace plexus::inline v1
