#pragma once

#include <api/async/clock.hpp>

namespace plexus::inline v1::net {

/// How often something may happen.
struct Rate {
    double per_second;  ///< in the long run
    double burst;       ///< at once, after a pause
};

/// Limits a rate: it holds up to `burst` tokens and gains `per_second` of them each second. It is
/// full at first.
///
/// @thread  none of its own: one caller at a time
class TokenBucket {
public:
    /// @param rate  both numbers above 0
    explicit TokenBucket(const Rate& rate) noexcept : rate_(rate), tokens_(rate.burst) {}

    /// Takes tokens if so many are there.
    /// @param now  the clock of the loop; never earlier than at the call before
    /// @returns    false if there are not enough; none is taken then
    bool take(SteadyTime now, double tokens = 1) noexcept;

    /// Takes tokens for what has happened already. The bucket may then be in debt, which the gain
    /// pays first.
    void spend(SteadyTime now, double tokens) noexcept;

    /// The tokens there are; negative if it is in debt.
    double available(SteadyTime now) noexcept;

private:
    Rate rate_;
    double tokens_;
    SteadyTime filled_{};
};

}  // namespace plexus::inline v1::net
