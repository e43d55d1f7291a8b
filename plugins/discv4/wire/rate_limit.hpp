#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <api/async/clock.hpp>

namespace plexus::discv4 {

/// So many at once, and so many each second.
struct Rate {
    double per_second;
    double burst;
};

/// A right to act that grows back with time.
class TokenBucket {
public:
    /// @returns whether one more fits, and counts it if so
    bool take(const Rate& rate, SteadyTime now) noexcept;

private:
    double used_ = 0;
    SteadyTime changed_{};
};

/// Limits packets by the address they come from (the /64 for IP version 6), with a fixed amount of
/// memory: addresses share buckets by a secret hash, so that a flood of forged senders neither
/// grows anything nor chooses whom it hits.
class AddressLimit {
public:
    AddressLimit(Rate rate, std::uint64_t secret) : rate_{rate}, secret_{secret} {}

    bool allows(const asio::ip::address& address, SteadyTime now) noexcept;

private:
    static constexpr std::size_t bucket_count = 4096;

    Rate rate_;
    std::uint64_t secret_;
    std::vector<TokenBucket> buckets_ = std::vector<TokenBucket>(bucket_count);
};

}  // namespace plexus::discv4
