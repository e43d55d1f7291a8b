#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <api/async/settled.hpp>
#include <api/core/asio.hpp>

namespace plexus::inline v1 {
namespace detail {

/// Held by the awaiting side and by the operation, so that a cancellation that is posted to the
/// other executor after the operation has ended still finds a signal.
struct AwaitOnState {
    // Both are used on the operation's executor only: neither is safe for threads.
    asio::cancellation_signal signal;
    bool ended = false;

    /// What the operation has thrown: the awaiting side's, after its end.
    std::exception_ptr problem{};
};

/// Posts every cancellation of the slot to the operation's executor, where alone its signal may be
/// emitted. After the end it is dropped: the slot of a finished coroutine must not be used.
PLEXUS_API void forward_cancellation(asio::cancellation_slot slot, const Executor& strand,
                                     const std::shared_ptr<AwaitOnState>& state);

/// The operation as it is given to co_spawn: as settled() has it, and its end is marked. In one
/// frame, as every call of another strand takes it.
PLEXUS_API awaitable<void> follow(std::shared_ptr<AwaitOnState> state, awaitable<void> operation);

}  // namespace detail

/// Awaits `operation` on another strand. The caller's cancellation follows it there, and the
/// operation is always joined: when this returns, nothing of it runs any more. See
/// await_shielded_on() for one that cancellation must not reach.
///
/// A bare `co_await co_spawn(strand, ...)` does not suffice: at a cancellation Asio posts a pointer
/// to a signal that may be destroyed before the post arrives, because the operation has ended
/// meanwhile.
///
/// @param strand  a strand, or an executor with one thread
/// @errors what the operation throws
PLEXUS_API awaitable<void> await_on(Executor strand, awaitable<void> operation);

/// The same for an operation that yields a value.
template <class T>
awaitable<T> await_on(Executor strand, awaitable<T> operation) {
    std::optional<T> value;
    auto kept = keep(value, std::move(operation));
    co_await await_on(std::move(strand), std::move(kept));
    co_return std::move(*value);
}

}  // namespace plexus::inline v1
