#pragma once

#include <boost/asio/cancellation_signal.hpp>

#include <api/async/clock.hpp>

namespace plexus::inline v1::eth {

/// Ends calls that take too long, one at a time, by cancelling the coroutine that makes them.
///
/// `within` would do the same at the price of a coroutine and a timer for each call. Here a call
/// costs one reading of the clock: one timer serves all calls, and when it expires it checks the
/// age of the call that is under way, and waits for the rest of that call's time.
///
/// @thread  the strand of its executor
class CallWatch {
public:
    /// @param limit  how long one call may take
    CallWatch(const Executor& strand, Duration limit)
        : clock_(Clock::of(strand)), limit_(limit), timer_(strand) {}

    /// The slot of the coroutine that makes the calls. That coroutine resets its cancellation state
    /// after a call that was ended, or its next wait would throw too, and goes on.
    asio::cancellation_slot slot() noexcept { return signal_.slot(); }

    /// Ends the coroutine itself.
    void cancel() {
        cancelled_ = true;
        signal_.emit(asio::cancellation_type::terminal);
    }
    /// Whether cancel() was called, rather than one call ended.
    bool cancelled() const noexcept { return cancelled_; }

    /// A call begins; the one before has ended.
    void begin() {
        began_ = clock_.now();
        calling_ = true;
        expired_ = false;
        if (!armed_) arm(limit_);
    }

    /// @returns whether the call had to be ended
    bool end() noexcept {
        calling_ = false;
        return expired_;
    }

private:
    void arm(Duration after) {
        armed_ = true;
        timer_.start(after, [this] { check(); });
    }

    void check() {
        armed_ = false;
        if (!calling_ || expired_) return;
        const Duration age = clock_.now() - began_;
        if (age < limit_) {
            arm(limit_ - age);
            return;
        }
        expired_ = true;
        signal_.emit(asio::cancellation_type::terminal);
    }

    Clock& clock_;
    Duration limit_;
    asio::cancellation_signal signal_;
    Timer timer_;
    SteadyTime began_{};
    bool calling_ = false;
    bool expired_ = false;
    bool armed_ = false;
    bool cancelled_ = false;
};

}  // namespace plexus::inline v1::eth
