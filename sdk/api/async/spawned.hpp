#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <exception>
#include <utility>

#include <api/core/asio.hpp>

namespace plexus::inline v1::detail {

/// What Asio calls an initiation: it is run once the handler is there.
struct Spawn {
    template <class Handler>
    void operator()(Handler handler, const Executor& executor, awaitable<void> operation,
                    asio::cancellation_slot slot) const {
        asio::co_spawn(executor, std::move(operation),
                       asio::bind_cancellation_slot(slot, std::move(handler)));
    }
};

/// co_spawn() with a slot, to be awaited. Deferred: it lies in the frame of the coroutine that
/// awaits it; with `use_awaitable` it would have a frame of its own.
inline auto spawned(const Executor& executor, awaitable<void> operation,
                    asio::cancellation_slot slot) {
    return asio::async_initiate<const asio::deferred_t, void(std::exception_ptr)>(
        Spawn{}, asio::deferred, executor, std::move(operation), slot);
}

}  // namespace plexus::inline v1::detail
