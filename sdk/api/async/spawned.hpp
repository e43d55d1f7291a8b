#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <exception>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::inline v1::detail {

/// co_spawn() with a slot, to be awaited. Deferred: it lies in the frame of the coroutine that
/// awaits it; with `use_awaitable` it would have a frame of its own.
inline auto spawned(const Executor& executor, awaitable<void> operation,
                    asio::cancellation_slot slot) {
    // What Asio calls an initiation: it is run once the handler is there.
    auto spawn = [](auto handler, const Executor& where, awaitable<void> what,
                    asio::cancellation_slot by) {
        asio::co_spawn(where, std::move(what),
                       asio::bind_cancellation_slot(by, std::move(handler)));
    };
    return asio::async_initiate<const asio::deferred_t, void(std::exception_ptr)>(
        std::move(spawn), asio::deferred, executor, std::move(operation), slot);
}

}  // namespace plexus::inline v1::detail
