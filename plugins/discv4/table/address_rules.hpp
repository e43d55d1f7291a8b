#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <string_view>
#include <vector>

#include <api/core/result.hpp>
#include <api/net/node.hpp>

namespace plexus::discv4 {

/// How far an address reaches.
enum class Reach : std::uint8_t {
    nowhere,   ///< unspecified, multicast, documentation, reserved: nobody can live there
    loopback,  ///< this machine
    lan,       ///< private, link-local and carrier-grade ranges
    global,
};

/// @spec IANA registries of special-purpose addresses (RFC 6890)
Reach reach_of(const asio::ip::address& address) noexcept;

/// Whether `teller` may tell of `told`, and be told of it: nobody is sent into a network that the
/// teller cannot see. A teller on loopback may tell of LANs too.
bool may_relay(const asio::ip::address& teller, const asio::ip::address& told) noexcept;

/// The network that limits on addresses count by: /24, or /64 of IP version 6. The key of two
/// addresses is equal if they share it.
std::uint64_t subnet_of(const asio::ip::address& address) noexcept;

/// Machine and LAN are exempt from limits on addresses.
bool is_limited(const asio::ip::address& address) noexcept;

/// The networks that nodes may come from; none listed means all.
class NetRestrict {
public:
    NetRestrict() = default;

    /// Reads "10.0.0.0/8" or "2001:db8::/32".
    /// @errors malformed
    static Result<NetRestrict> parse(const std::vector<std::string>& networks);

    bool allows(const asio::ip::address& address) const noexcept;

private:
    struct Network {
        asio::ip::address base;
        unsigned prefix_bits;
    };
    static Result<Network> parse_one(std::string_view text);

    std::vector<Network> networks_;
};

/// One address for one host: an IPv4 address that a dual-stack socket shows as IPv6 becomes itself.
asio::ip::address unmapped(const asio::ip::address& address);

}  // namespace plexus::discv4
