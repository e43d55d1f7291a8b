#include "event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/system/system_error.hpp>

namespace plexus::inline v1 {

Event::Event(const Executor& executor)
    : waiters_(executor, asio::steady_timer::time_point::max()) {}

Event::~Event() = default;

void Event::notify() { waiters_.cancel(); }

awaitable<void> Event::wait() {
    co_await waiters_.async_wait(asio::as_tuple(asio::use_awaitable));
    const asio::cancellation_state state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
}

}  // namespace plexus::inline v1
