#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <type_traits>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::peers {

/// Awaits a coroutine on another strand. Cancellation does not follow it there: it could arrive
/// when its signal is gone. What is to be cancelled lives in a TaskScope of that strand.
template <class T>
awaitable<T> await_on(Executor strand, awaitable<T> task) {
    auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    co_return co_await asio::co_spawn(strand, std::move(task), token);
}

template <class Function>
awaitable<std::invoke_result_t<Function&>> invoke_awaited(Function function) {
    co_return function();
}

/// Calls a function on another strand and yields its value here. Pass a named function object.
template <class Function>
awaitable<std::invoke_result_t<Function&>> call_on(Executor strand, Function function) {
    auto task = invoke_awaited(std::move(function));
    co_return co_await await_on(strand, std::move(task));
}

}  // namespace plexus::peers
