#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <memory>
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
};

/// Posts every cancellation of the slot to the operation's executor, where alone its signal may be
/// emitted. After the end it is dropped: the slot of a finished coroutine must not be used.
inline void forward_cancellation(asio::cancellation_slot slot, const Executor& strand,
                                 const std::shared_ptr<AwaitOnState>& state) {
    if (!slot.is_connected()) return;
    slot.assign([state, strand](asio::cancellation_type type) {
        asio::post(strand, [state, type] {
            if (!state->ended) state->signal.emit(type);
        });
    });
}

template <class T>
awaitable<T> mark_end(std::shared_ptr<AwaitOnState> state, awaitable<T> operation) {
    struct Mark {
        explicit Mark(AwaitOnState& marked) : state(marked) {}
        Mark(const Mark&) = delete;
        Mark& operator=(const Mark&) = delete;
        ~Mark() { state.ended = true; }

        AwaitOnState& state;
    };
    const Mark mark(*state);
    co_return co_await std::move(operation);
}

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
template <class T>
awaitable<T> await_on(Executor strand, awaitable<T> operation) {
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    const auto state = std::make_shared<detail::AwaitOnState>();
    detail::forward_cancellation(mine.slot(), strand, state);
    auto there = settled(detail::mark_end(state, std::move(operation)));
    auto token = asio::bind_cancellation_slot(state->signal.slot(), asio::use_awaitable);
    co_return co_await asio::co_spawn(strand, std::move(there), token);
}

}  // namespace plexus::inline v1
