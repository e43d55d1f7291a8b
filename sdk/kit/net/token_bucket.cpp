#include "token_bucket.hpp"

#include <algorithm>
#include <chrono>

namespace plexus::inline v1::net {

double TokenBucket::available(SteadyTime now) noexcept {
    const std::chrono::duration<double> passed = now - filled_;
    tokens_ = std::min(rate_.burst, tokens_ + passed.count() * rate_.per_second);
    filled_ = now;
    return tokens_;
}

bool TokenBucket::take(SteadyTime now, double tokens) noexcept {
    if (available(now) < tokens) return false;
    tokens_ -= tokens;
    return true;
}

void TokenBucket::spend(SteadyTime now, double tokens) noexcept {
    available(now);
    tokens_ -= tokens;
}

}  // namespace plexus::inline v1::net
