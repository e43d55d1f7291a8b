#pragma once

#include <algorithm>
#include <chrono>

#include <api/async/clock.hpp>

namespace plexus::inline v1::eth {

/// How often a peer may do something: a steady rate, and a burst after a pause.
///
/// @thread the peer's strand
class Allowance {
public:
    Allowance(double per_second, double burst) noexcept
        : per_second_(per_second), burst_(burst), left_(burst) {}

    /// @returns false if it is too often
    bool take(SteadyTime now) noexcept {
        const std::chrono::duration<double> passed = now - last_;
        left_ = std::min(burst_, left_ + passed.count() * per_second_);
        last_ = now;
        if (left_ < 1) return false;
        left_ -= 1;
        return true;
    }

private:
    double per_second_;
    double burst_;
    double left_;
    SteadyTime last_{};
};

}  // namespace plexus::inline v1::eth
