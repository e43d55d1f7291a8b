#pragma once

#include "router.hpp"

namespace plexus::nat {

/// Asks the networks of this machine, by multicast, for an internet gateway device.
/// @param from  the address of the one network to ask; unspecified: as the system chooses
/// @spec UPnP Forum, InternetGatewayDevice:1 and :2
std::shared_ptr<Router> find_upnp_router(const asio::ip::address& from);

}  // namespace plexus::nat
