#pragma once

#include <boost/asio/ip/address.hpp>

namespace plexus::identity {

/// The address that stands for all addresses of this machine: `::`, at which one socket serves IPv6
/// and IPv4, or 0.0.0.0 where the system has no IPv6.
boost::asio::ip::address any_address();

}  // namespace plexus::identity
