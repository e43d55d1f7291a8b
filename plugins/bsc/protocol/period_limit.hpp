#pragma once

#include <cstdint>

#include <api/async/clock.hpp>
#include <plugins/bsc/protocol/limits.hpp>

namespace plexus::inline v1::bsc {

/// Counts an amount in periods of fixed length, as BSC limits rates: a burst passes, and the count
/// starts at zero in each period.
class Allowance {
public:
    explicit Allowance(std::uint64_t per_second)
        : limit_(per_second * static_cast<std::uint64_t>(limits::rate_period.count())) {}

    std::uint64_t limit() const noexcept { return limit_; }

    /// @returns how much has been spent in this period, `amount` included
    std::uint64_t spend(std::uint64_t amount, SteadyTime now) {
        if (now - began_ >= limits::rate_period) {
            began_ = now;
            spent_ = 0;
        }
        return spent_ += amount;
    }

private:
    std::uint64_t limit_;
    std::uint64_t spent_ = 0;
    SteadyTime began_{};
};

}  // namespace plexus::inline v1::bsc
