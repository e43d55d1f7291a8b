#include "rate_limit.hpp"

#include <algorithm>

#include <plugins/discv4/table/address_rules.hpp>

namespace plexus::discv4 {

bool TokenBucket::take(const Rate& rate, SteadyTime now) noexcept {
    const std::chrono::duration<double> passed = now - changed_;
    used_ = std::max(0.0, used_ - passed.count() * rate.per_second);
    changed_ = now;
    if (used_ + 1 > rate.burst) return false;
    used_ += 1;
    return true;
}

bool AddressLimit::allows(const asio::ip::address& address, SteadyTime now) noexcept {
    const std::uint64_t key = address.is_v4() ? address.to_v4().to_uint() : subnet_of(address);
    // Fibonacci hashing: the multiplier is 2^64 divided by the golden ratio.
    const std::uint64_t mixed = (key ^ secret_) * 0x9e3779b97f4a7c15U;
    return buckets_[(mixed ^ mixed >> 32) % bucket_count].take(rate_, now);
}

}  // namespace plexus::discv4
