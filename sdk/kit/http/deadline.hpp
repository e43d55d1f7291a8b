#pragma once

#include <algorithm>
#include <functional>
#include <utility>

#include <api/async/clock.hpp>

namespace plexus::http {

/// A deadline that is moved several times for each request. The timer behind it is not restarted
/// for that, which would cost more than a small request: it rings and looks whether it is time.
///
/// @thread the strand of its executor
class Deadline {
public:
    /// @param shortest  of all limits that will be set
    /// @param expired   called once at the deadline
    Deadline(const Executor& executor, Duration shortest, std::function<void()> expired)
        : clock_(Clock::of(executor)),
          timer_(executor),
          shortest_(shortest),
          expired_(std::move(expired)) {}

    /// Replaces the earlier deadline.
    /// @param limit  from now; at least `shortest`
    void set(Duration limit) {
        due_ = clock_.now() + limit;
        if (!running_) watch(limit);
    }

    /// There is no deadline until the next one is set.
    void clear() { due_ = SteadyTime::max(); }

private:
    void watch(Duration limit) {
        running_ = true;
        timer_.start(std::min(limit, shortest_), [this] { check(); });
    }

    void check() {
        running_ = false;
        const SteadyTime now = clock_.now();
        if (due_ <= now) return expired_();
        if (due_ != SteadyTime::max()) watch(due_ - now);
    }

    Clock& clock_;
    Timer timer_;
    Duration shortest_;
    std::function<void()> expired_;
    SteadyTime due_ = SteadyTime::max();
    bool running_ = false;
};

}  // namespace plexus::http
