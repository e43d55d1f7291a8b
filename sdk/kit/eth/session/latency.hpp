#pragma once

#include <algorithm>
#include <chrono>

#include <api/async/clock.hpp>

namespace plexus::inline v1::eth {

/// How long one peer takes to respond, and so how long it is waited for: the smoothed mean and four
/// times the smoothed deviation, as TCP does for its retransmissions.
///
/// @thread the peer's strand
/// @spec   RFC 6298, 2; a response that came too late is no sample, by Karn's rule
class Latency {
public:
    /// No deadline is shorter: a response of 2 MiB may follow many small ones, and take as long as
    /// it takes a slow line (5 s at 3.4 Mbit/s). go-ethereum's estimate stays above 6 s, too.
    static constexpr Duration floor = std::chrono::seconds{5};

    /// @param ceiling  no deadline is longer, and the first one is this
    explicit Latency(Duration ceiling) noexcept : ceiling_(ceiling), deadline_(ceiling) {}

    /// Takes a sample: the time from request to response.
    void responded(Duration took) noexcept {
        if (!measured_) {
            mean_ = took;
            deviation_ = took / 2;
            measured_ = true;
        } else {
            const Duration apart = took > mean_ ? took - mean_ : mean_ - took;
            deviation_ += (apart - deviation_) / 4;
            mean_ += (took - mean_) / 8;
        }
        last_ = took;
        deadline_ = bounded(mean_ + 4 * deviation_);
    }

    /// Gives the next request twice the time: perhaps the peer was not dead but slow.
    void timed_out() noexcept { deadline_ = bounded(2 * deadline_); }

    /// How long the next request may take; between `floor` and the ceiling.
    Duration deadline() const noexcept { return deadline_; }
    /// The smoothed time of a response; zero before the first one.
    Duration mean() const noexcept { return mean_; }
    /// The time of the last response; zero before the first one.
    Duration last() const noexcept { return last_; }

private:
    Duration bounded(Duration value) const noexcept {
        return std::min(std::max(value, floor), ceiling_);
    }

    Duration ceiling_;
    Duration deadline_;
    Duration mean_{};
    Duration deviation_{};
    Duration last_{};
    bool measured_ = false;
};

}  // namespace plexus::inline v1::eth
