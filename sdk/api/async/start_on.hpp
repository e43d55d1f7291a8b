#pragma once

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include <api/async/await_on.hpp>
#include <api/core/asio.hpp>

namespace plexus::inline v1 {
namespace detail {

/// What Asio calls an initiation: it is run once the token's handler is there.
struct StartOn {
    template <class Handler, class T>
    void operator()(Handler handler, Executor strand, awaitable<T> operation) const {
        const auto state = std::make_shared<AwaitOnState>();
        const auto value = std::make_shared<std::optional<T>>();
        // The slot is not cleared at the end: its handler finds `ended` and does nothing, and
        // clearing it here would race with a cancellation from another thread.
        forward_cancellation(asio::get_associated_cancellation_slot(handler), strand, state);
        auto there = follow(state, keep(*value, std::move(operation)));
        // Counts as work of the handler's executor, so that its loop does not end, for lack of
        // other work, before the handler has been called.
        auto home = asio::prefer(asio::get_associated_executor(handler, strand),
                                 asio::execution::outstanding_work.tracked);
        auto finish = [handler = std::move(handler), home = std::move(home), state,
                       value](const std::exception_ptr& problem) mutable {
            if (problem) std::rethrow_exception(problem);
            if (state->problem) std::rethrow_exception(state->problem);
            asio::dispatch(home,
                           [handler = std::move(handler), value = std::move(**value)]() mutable {
                               std::move(handler)(std::move(value));
                           });
        };
        asio::co_spawn(strand, std::move(there),
                       asio::bind_cancellation_slot(state->signal.slot(), std::move(finish)));
    }
};

}  // namespace detail

/// Starts `operation` on a strand for whichever completion token of Asio, with the signature
/// `void(T)`: `use_awaitable`, `use_future`, a callback. The handler's cancellation slot and
/// executor count; without an executor of its own it is called on the strand.
///
/// @param operation  must yield its failures, cancellation too, as values: an exception would leave
///                   the loop's run()
/// @thread           any
template <class T, class Token>
auto start_on(Executor strand, awaitable<T> operation, Token&& token) {
    return asio::async_initiate<Token, void(T)>(detail::StartOn{}, token, std::move(strand),
                                                std::move(operation));
}

}  // namespace plexus::inline v1
