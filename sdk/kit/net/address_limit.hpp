#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <kit/net/token_bucket.hpp>

namespace plexus::inline v1::net {

/// Limits a rate for each host, see host_of(), with a fixed amount of memory: hosts share token
/// buckets by a secret hash, so that a flood of forged senders makes nothing grow, and cannot
/// choose whose bucket it empties.
///
/// @thread  none of its own: one caller at a time
class AddressLimit {
public:
    /// @param secret  random, and never sent
    AddressLimit(const Rate& rate, std::uint64_t secret)
        : secret_{secret}, buckets_(bucket_count, TokenBucket{rate}) {}

    /// Counts one event of the host of an address.
    /// @returns false if there were too many
    bool take(const asio::ip::address& address, SteadyTime now);

private:
    static constexpr std::size_t bucket_count = 4096;  // 128 KiB

    std::uint64_t secret_;
    std::vector<TokenBucket> buckets_;
};

}  // namespace plexus::inline v1::net
