#include "await_on.hpp"

#include <boost/asio/post.hpp>
#include <boost/scope_exit.hpp>

#include <api/async/spawned.hpp>

namespace plexus::inline v1 {
namespace detail {

void forward_cancellation(asio::cancellation_slot slot, const Executor& strand,
                          const std::shared_ptr<AwaitOnState>& state) {
    if (!slot.is_connected()) return;
    slot.assign([state, strand](asio::cancellation_type type) {
        asio::post(strand, [state, type] {
            if (!state->ended) state->signal.emit(type);
        });
    });
}

awaitable<void> follow(std::shared_ptr<AwaitOnState> state, awaitable<void> operation) {
    BOOST_SCOPE_EXIT_ALL(&) { state->ended = true; };
    try {
        co_await std::move(operation);
    } catch (...) {  // thrown on by the awaiting side
        state->problem = std::current_exception();
    }
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
}

}  // namespace detail

awaitable<void> await_on(Executor strand, awaitable<void> operation) {
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    const auto state = std::make_shared<detail::AwaitOnState>();
    detail::forward_cancellation(mine.slot(), strand, state);
    auto there = detail::follow(state, std::move(operation));
    auto ended = detail::spawned(strand, std::move(there), state->signal.slot());
    co_await std::move(ended);
    if (state->problem) std::rethrow_exception(state->problem);
}

}  // namespace plexus::inline v1
