#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>

#include <api/net/prefix.hpp>

namespace plexus::inline v1::net {

/// How far an address reaches.
/// @spec IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890)
enum class AddressClass : std::uint8_t {
    special,      ///< unspecified, multicast, documentation, reserved: no node can have it
    loopback,     ///< this machine
    link_local,   ///< one link: 169.254.0.0/16, fe80::/10
    private_use,  ///< one site: RFC 1918, and fc00::/7 (RFC 4193)
    shared,       ///< the inside of a provider's network: 100.64.0.0/10 (RFC 6598)
    global,       ///< everywhere
};

/// The class of an address. A mapped IPv6 address has the class of its IPv4 address.
AddressClass class_of(const asio::ip::address& address) noexcept;

/// Whether the address is of the operator's own networks: loopback, link-local or private. Limits
/// against strangers do not count there.
bool is_local(const asio::ip::address& address) noexcept;

/// Whether a node at the address `sender` may make this node send packets to `named`: a node on the
/// internet must not direct us into a local network. A sender on loopback may name local networks
/// too.
bool may_relay(const asio::ip::address& sender, const asio::ip::address& named) noexcept;

/// What one party is likely to own: the /24 of an IPv4 address, the /64 of an IPv6 address.
Prefix network_of(const asio::ip::address& address);

/// What one host is likely to own: an IPv4 address, the /64 of an IPv6 address.
Prefix host_of(const asio::ip::address& address);

}  // namespace plexus::inline v1::net
