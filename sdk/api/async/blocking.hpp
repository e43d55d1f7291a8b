#pragma once

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
/// executor. The function is not interrupted by cancellation, so it owns or outlives what it uses;
/// exceptions pass through. Pass a named function object: `auto work = [..]{..}; co_await
/// on_blocking(runtime, std::move(work));`.
template <class Function>
awaitable<std::invoke_result_t<Function&>> on_blocking(Runtime& runtime, Function function) {
    auto there = detail::invoke_there(std::move(function));
    const Executor pool = runtime.blocking();
    co_return co_await asio::co_spawn(pool, std::move(there), asio::use_awaitable);
}

}  // namespace plexus::inline v1
