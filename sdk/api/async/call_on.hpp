#pragma once

#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

#include <api/async/settled.hpp>
#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Awaits `operation` on another executor, shielded: the caller's cancellation does not follow it
/// there. The caller goes on once the operation has ended, and learns of the cancellation at its
/// next wait. For operations that end soon, or that are cancelled by another way, such as a
/// TaskScope. See await_on() for one that the caller's cancellation is to reach.
///
/// @errors what the operation throws
PLEXUS_API awaitable<void> await_shielded_on(Executor executor, awaitable<void> operation);

/// The same for an operation that yields a value.
template <class T>
awaitable<T> await_shielded_on(Executor executor, awaitable<T> operation) {
    std::optional<T> value;
    auto kept = keep(value, std::move(operation));
    co_await await_shielded_on(std::move(executor), std::move(kept));
    co_return std::move(*value);
}

namespace detail {

/// Calls a function that yields nothing on another executor, and comes back.
PLEXUS_API awaitable<void> call_there(Executor executor, std::function<void()> function);

}  // namespace detail

/// Calls a function on another executor and yields its value on the caller's. It is shielded, as
/// await_shielded_on() says, so what the function refers to must live until it has returned. Pass a
/// named function object: `auto count = [..]{..}; co_await call_on(strand, std::move(count));`.
///
/// @errors what the function throws
template <class Function>
awaitable<std::invoke_result_t<Function&>> call_on(Executor executor, Function function) {
    using T = std::invoke_result_t<Function&>;
    if constexpr (std::is_void_v<T>) {
        std::function<void()> call = std::ref(function);
        co_await detail::call_there(std::move(executor), std::move(call));
    } else {
        std::optional<T> value;
        std::function<void()> call = [&value, &function] { value.emplace(function()); };
        co_await detail::call_there(std::move(executor), std::move(call));
        co_return std::move(*value);
    }
}

}  // namespace plexus::inline v1
