#pragma once

#include "router.hpp"

namespace plexus::nat {

/// Looks for an internet gateway device in the networks of this machine, by multicast.
/// @param from  this machine's address in the one network to search; unspecified: as the system
/// chooses
/// @spec UPnP Forum, InternetGatewayDevice:1 and :2
std::shared_ptr<Router> find_upnp_router(const asio::ip::address& from);

}  // namespace plexus::nat
