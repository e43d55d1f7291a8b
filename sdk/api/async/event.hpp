#pragma once

#include <boost/asio/steady_timer.hpp>

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// Wakes coroutines that wait for a condition: `while (!condition) co_await event.wait();`.
///
/// @thread     the strand of its executor
/// @ownership  outlives its waiters
class PLEXUS_API Event {
public:
    /// @param executor  the strand of all coroutines that wait and notify
    explicit Event(const Executor& executor);
    ~Event();

    /// Wakes every coroutine that waits now; one that waits later is not woken.
    void notify();

    /// @errors system_error(operation_aborted) when cancelled
    awaitable<void> wait();

private:
    asio::steady_timer waiters_;  // never expires: it is a list of waiters and no clock
};

}  // namespace plexus::inline v1
