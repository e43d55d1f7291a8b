#include "address_limit.hpp"

#include <cstring>

#include <kit/net/address_class.hpp>

namespace plexus::inline v1::net {
namespace {

/// The bits of an address that tell hosts apart: all of an IPv4 address, the first 64 of an IPv6
/// address.
std::uint64_t key_of(const asio::ip::address& host) {
    if (host.is_v4()) return host.to_v4().to_uint();
    const auto bytes = host.to_v6().to_bytes();
    std::uint64_t key = 0;
    std::memcpy(&key, bytes.data(), sizeof key);
    return key;
}

}  // namespace

bool AddressLimit::take(const asio::ip::address& address, SteadyTime now) {
    const std::uint64_t key = key_of(host_of(address).address());
    // Fibonacci hashing: the multiplier is 2^64 divided by the golden ratio.
    const std::uint64_t mixed = (key ^ secret_) * 0x9e3779b97f4a7c15U;
    return buckets_[(mixed ^ mixed >> 32) % bucket_count].take(now);
}

}  // namespace plexus::inline v1::net
