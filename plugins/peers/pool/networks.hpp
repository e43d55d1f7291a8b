#pragma once

#include <boost/asio/ip/address.hpp>

#include <api/net/prefix.hpp>

namespace plexus::peers {

/// What one party may well own, and what one hoster may: addresses in it are cheap for an attacker,
/// so each gets a bounded share of the peers.
/// @spec Bitcoin Core, netgroup: /16 of IPv4, /32 of IPv6

inline net::Prefix block_of(const asio::ip::address& address, unsigned v4_bits, unsigned v6_bits) {
    const asio::ip::address plain = net::unmapped(address);
    return {plain, plain.is_v4() ? v4_bits : v6_bits};
}

inline net::Prefix wide_network_of(const asio::ip::address& address) {
    return block_of(address, 16, 32);
}

inline net::Prefix narrow_network_of(const asio::ip::address& address) {
    return block_of(address, 24, 48);
}

}  // namespace plexus::peers
