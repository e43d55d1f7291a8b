#pragma once

#include <boost/asio/ip/address.hpp>

#include <api/net/node.hpp>

namespace plexus::peers {

/// The machine itself and its neighbours: loopback, link-local and private networks, to which
/// limits against strangers do not apply.
/// @spec go-ethereum p2p/netutil, the local networks
bool is_local(const asio::ip::address& address);

/// What one party is likely to own: /24 of IPv4, /64 of IPv6. An IPv4 address in IPv6 clothes is
/// an IPv4 address.
asio::ip::address neighbourhood(const asio::ip::address& address);

/// What one host is: the address in IPv4, its /64 in IPv6.
asio::ip::address host_of(const asio::ip::address& address);

}  // namespace plexus::peers
