#include "event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/system_error.hpp>

namespace plexus::inline v1 {

Event::Event(const Executor& executor)
    : waiters_(executor, asio::steady_timer::time_point::max()) {}

Event::~Event() = default;

void Event::notify() { waiters_.cancel(); }

awaitable<void> Event::wait() {
    // Deferred: the operation lies in this frame. With `use_awaitable` it would have one of its
    // own.
    auto woken = waiters_.async_wait(asio::as_tuple(asio::deferred));
    co_await std::move(woken);
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
}

}  // namespace plexus::inline v1
