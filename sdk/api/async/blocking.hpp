#pragma once

#include <type_traits>
#include <utility>

#include <api/async/call_on.hpp>
#include <api/core/asio.hpp>
#include <api/plugin/runtime.hpp>

namespace plexus::inline v1 {

/// Runs a blocking or heavy function on the node's pool and yields its result on the caller's
/// executor. The function is not interrupted by cancellation, so it must own what it uses, or the
/// caller must keep that alive; exceptions pass through. Pass a named function object: `auto work =
/// [..]{..}; co_await on_blocking(runtime, std::move(work));`.
template <class Function>
awaitable<std::invoke_result_t<Function&>> on_blocking(Runtime& runtime, Function function) {
    return call_on(runtime.blocking(), std::move(function));
}

}  // namespace plexus::inline v1
