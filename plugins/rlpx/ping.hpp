#pragma once

#include <string>

#include "transport.hpp"

namespace plexus::rlpx {

/// `plexus ping ENODE`: performs the handshake, prints the remote's Hello and the time of one ping,
/// and disconnects.
/// @returns  the exit code: 0, 1 if the handshake failed or the host name has no address, 2 for a
///           malformed enode
awaitable<int> ping(RlpxTransport& transport, std::string enode);

/// Deadlines under which a link pings at once and not after 15 seconds.
Deadlines ping_deadlines();

}  // namespace plexus::rlpx
