#pragma once

#include <boost/asio/execution_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>

namespace plexus::inline v1 {

/// A moment that never jumps: for deadlines and durations, not for people.
using SteadyTime = std::chrono::steady_clock::time_point;
/// A length of time, in nanoseconds.
using Duration = std::chrono::steady_clock::duration;
/// A moment of the calendar, which the operator may set: for protocols and people.
using WallTime = std::chrono::system_clock::time_point;

/// The time of one event loop: the machine's, or in tests a driven one that stands still until it
/// is told to go on. It lives in the loop as an Asio service, so two nodes in one process may
/// differ.
///
/// @thread  now() and wall(): any. Driving: the thread that runs the loop.
class PLEXUS_API Clock final : public asio::execution_context::service {
public:
    /// What Asio finds the service by.
    using key_type = Clock;
    /// Likewise; defined once, in the api library.
    static asio::execution_context::id id;

    /// Called by Asio, once for each loop: use `of`.
    explicit Clock(asio::execution_context& context);
    ~Clock() override;

    /// The clock of the loop behind an executor.
    static Clock& of(const Executor& executor);

    /// The present; a driven clock's changes by advance() alone.
    SteadyTime now() const noexcept;
    /// The present of the calendar; a driven clock's moves along with now().
    WallTime wall() const noexcept;

    /// Turns this into a driven clock that shows `wall`. To be called before any timer is made;
    /// there is no way back.
    void drive_from(WallTime wall);

    /// Moves a driven clock to the next deadline and fires it.
    /// @returns false if no timer waits, or only later than `limit`
    bool advance(SteadyTime limit = SteadyTime::max());

private:
    friend class Timer;
    using Waiter = std::weak_ptr<struct TimerState>;

    void shutdown() override;
    void enlist(SteadyTime deadline, Waiter waiter);

    bool driven_ = false;
    SteadyTime now_{};
    WallTime wall_{};
    std::multimap<SteadyTime, Waiter> waiters_;
};

/// A deadline on a Clock: one wait at a time, restartable, cancellable.
///
/// @thread     the strand of its executor
/// @ownership  destroying it cancels: a waiting coroutine gets operation_aborted, a callback is not
///             called
class PLEXUS_API Timer {
public:
    /// @param executor  where callbacks are called: a strand, or an executor with one thread
    explicit Timer(const Executor& executor);
    ~Timer();
    /// Takes over the wait that is under way; the other may only be destroyed.
    Timer(Timer&&) noexcept;
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;
    Timer& operator=(Timer&&) = delete;

    /// Calls `expired` on the executor once `after` has passed; replaces an earlier start.
    void start(Duration after, std::function<void()> expired);
    /// Ends the wait as its destruction would; the timer can be started again.
    void cancel();

    /// @errors system_error(operation_aborted) when cancelled
    awaitable<void> wait(Duration after);

private:
    Executor executor_;
    std::shared_ptr<TimerState> state_;
};

/// Waits on the current coroutine's executor.
/// @errors system_error(operation_aborted) when cancelled
PLEXUS_API awaitable<void> sleep_for(Duration duration);

}  // namespace plexus::inline v1
