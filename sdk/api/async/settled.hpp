#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <optional>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Awaits `operation`, keeps in `problem` what it throws, and switches cancellation off once it has
/// ended. Every coroutine that is given to co_spawn with a cancellation slot has to end like that.
///
/// co_spawn of Boost 1.81 suspends once more after a coroutine that has never suspended. If a
/// cancellation has come by then, even one that the coroutine itself has caused, the exception does
/// not go to the completion handler: it is thrown into the code that spawned the coroutine, or out
/// of the loop's run(). And an exception that is thrown on through co_spawn is unwound twice more.
PLEXUS_API awaitable<void> settled(std::exception_ptr& problem, awaitable<void> operation);

/// Puts what `operation` yields into `value`. What surrounds an operation, such as its executor or
/// its deadline, is thereby compiled once, for `awaitable<void>`, and not for every type.
template <class Value, class T>
awaitable<void> keep(std::optional<Value>& value, awaitable<T> operation) {
    T yielded = co_await std::move(operation);
    value.emplace(std::move(yielded));
}

/// Awaits `operation` on an executor, where `slot` alone cancels it: the caller's cancellation does
/// not reach it. It is always joined: when this returns, nothing of it runs any more.
///
/// @param slot  of a signal that is emitted on `executor` only, and not after the operation has
///              ended; or an empty one
/// @errors what the operation throws
PLEXUS_API awaitable<void> await_apart(Executor executor, awaitable<void> operation,
                                       asio::cancellation_slot slot);

}  // namespace plexus::inline v1
