#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <type_traits>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Awaits `operation` on another executor, shielded: the caller's cancellation does not follow it
/// there. The caller goes on once the operation has ended, and learns of the cancellation at its
/// next wait. For operations that end soon, or that are cancelled by another way, such as a
/// TaskScope. See await_on() for one that the caller's cancellation is to reach.
///
/// @errors what the operation throws
template <class T>
awaitable<T> await_shielded_on(Executor executor, awaitable<T> operation) {
    // An empty slot: a cancellation that is sent to the other executor by Asio itself could arrive
    // there when the operation has ended and its signal is gone.
    auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    co_return co_await asio::co_spawn(executor, std::move(operation), token);
}

namespace detail {

template <class Function>
awaitable<std::invoke_result_t<Function&>> invoke(Function function) {
    co_return function();
}

}  // namespace detail

/// Calls a function on another executor and yields its value on the caller's. It is shielded, as
/// await_shielded_on() says, so what the function refers to must live until it has returned. Pass a
/// named function object: `auto count = [..]{..}; co_await call_on(strand, std::move(count));`.
///
/// @errors what the function throws
template <class Function>
awaitable<std::invoke_result_t<Function&>> call_on(Executor executor, Function function) {
    auto operation = detail::invoke(std::move(function));
    co_return co_await await_shielded_on(executor, std::move(operation));
}

}  // namespace plexus::inline v1
