#pragma once

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <type_traits>
#include <utility>

#include <api/async/clock.hpp>
#include <api/async/settled.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1 {
namespace detail {

template <class T>
struct ResultOf {
    using type = Result<T>;
};
template <class T>
struct ResultOf<Result<T>> {
    using type = Result<T>;
};

/// Shared by the operation, the timer's handler and the caller's cancellation, which may both be
/// called after the operation has ended.
struct DeadlineState {
    explicit DeadlineState(const Executor& executor) : timer(executor) {}

    Timer timer;
    asio::cancellation_signal signal;
    bool expired = false;
    bool ended = false;

    void abort() {
        if (!ended) signal.emit(asio::cancellation_type::terminal);
    }
};

}  // namespace detail

/// Awaits `operation`, but cancels it once `limit` has passed. The operation is always joined: when
/// this returns, nothing of it runs any more.
///
/// @thread   the operation runs on the caller's executor
/// @returns  what the operation yields (a Result stays as it is), or Errc::timed_out
/// @errors   system_error(operation_aborted) if the caller was cancelled, even where the operation
///           had yielded a value; other exceptions of the operation pass through
template <class T>
awaitable<typename detail::ResultOf<T>::type> within(Duration limit, awaitable<T> operation) {
    using Outcome = typename detail::ResultOf<T>::type;
    const Executor executor = co_await asio::this_coro::executor;
    asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    const auto state = std::make_shared<detail::DeadlineState>(executor);
    std::weak_ptr<detail::DeadlineState> weak = state;

    // The deadline must be able to cancel the operation without the caller, so the operation gets a
    // signal of its own, and the caller's cancellation is passed on to it.
    if (mine.slot().is_connected()) {
        mine.slot().assign([weak](asio::cancellation_type) {
            if (const auto live = weak.lock()) live->abort();
        });
    }
    state->timer.start(limit, [weak] {
        if (const auto live = weak.lock()) {
            live->expired = true;
            live->abort();
        }
    });

    auto joined = settled(std::move(operation));
    auto token = asio::bind_cancellation_slot(state->signal.slot(), asio::use_awaitable);
    Outcome outcome = make_error_code(Errc::timed_out);
    try {
        if constexpr (std::is_void_v<T>) {
            co_await asio::co_spawn(executor, std::move(joined), token);
            outcome = Outcome{};
        } else {
            outcome = co_await asio::co_spawn(executor, std::move(joined), token);
        }
    } catch (const boost::system::system_error& error) {
        state->ended = true;
        if (!state->expired || error.code() != asio::error::operation_aborted) throw;
    }
    state->ended = true;
    state->timer.cancel();
    if (mine.slot().is_connected()) mine.slot().clear();
    if (mine.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (state->expired && outcome.has_error() &&
        outcome.error() == asio::error::operation_aborted) {
        outcome = make_error_code(Errc::timed_out);
    }
    co_return outcome;
}

}  // namespace plexus::inline v1
