#pragma once

#include <exception>
#include <optional>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Yields what `operation` yields, or throws what it throws, with cancellation switched off behind
/// it. To be put around whatever is given to co_spawn with a cancellation slot.
///
/// co_spawn of Boost 1.81 waits once more behind a coroutine that has never waited. If a
/// cancellation has come by then, also one that the coroutine itself has caused, it is thrown past
/// the completion handler into whoever spawned it or runs the loop.
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
