#include "within.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/system/system_error.hpp>
#include <memory>

#include <api/async/spawned.hpp>

namespace plexus::inline v1 {
namespace {

using boost::system::system_error;

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

bool is_cancellation(const std::exception_ptr& problem) {
    try {
        std::rethrow_exception(problem);
    } catch (const system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {  // looked at, and no more
        return false;
    }
}

awaitable<void> mark_completion(bool& completed, awaitable<void> operation) {
    co_await std::move(operation);
    completed = true;
}

}  // namespace

awaitable<bool> detail::expired_within(Duration limit, awaitable<void> operation) {
    const Executor executor = co_await asio::this_coro::executor;
    asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    const auto state = std::make_shared<DeadlineState>(executor);
    std::weak_ptr<DeadlineState> weak = state;

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

    std::exception_ptr problem;
    auto work = settled(problem, std::move(operation));
    auto ended = detail::spawned(executor, std::move(work), state->signal.slot());
    co_await std::move(ended);
    state->ended = true;
    if (problem && !(state->expired && is_cancellation(problem))) std::rethrow_exception(problem);
    state->timer.cancel();
    if (mine.slot().is_connected()) mine.slot().clear();
    if (mine.cancelled() != asio::cancellation_type::none) {
        throw system_error(asio::error::operation_aborted);
    }
    co_return state->expired;
}

awaitable<Result<void>> within(Duration limit, awaitable<void> operation) {
    bool completed = false;
    auto marked = mark_completion(completed, std::move(operation));
    co_await detail::expired_within(limit, std::move(marked));
    if (!completed) co_return make_error_code(Errc::timed_out);
    co_return Result<void>{};
}

}  // namespace plexus::inline v1
