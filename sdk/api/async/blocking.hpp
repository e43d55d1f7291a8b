#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <type_traits>
#include <utility>

#include <api/core/asio.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::inline v1 {
namespace detail {

template <class Function>
awaitable<std::invoke_result_t<Function&>> invoke_there(Function function) {
    co_return function();
}

}  // namespace detail

/// Runs a blocking or heavy function on the node's pool and yields its result on the caller's
/// executor. The function is not interrupted by cancellation, so it must own what it uses, or the
/// caller must keep that alive; exceptions pass through. Pass a named function object: `auto work =
/// [..]{..}; co_await on_blocking(runtime, std::move(work));`.
template <class Function>
awaitable<std::invoke_result_t<Function&>> on_blocking(Runtime& runtime, Function function) {
    auto there = detail::invoke_there(std::move(function));
    const Executor pool = runtime.blocking();
    // An empty slot: a cancellation that Asio passes to the pool could arrive there after the
    // function has ended and its signal is destroyed.
    auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    co_return co_await asio::co_spawn(pool, std::move(there), token);
}

}  // namespace plexus::inline v1
