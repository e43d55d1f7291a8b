#pragma once

#include <string>

#include "transport.hpp"

namespace plexus::rlpx {

/// `plexus ping ENODE`: shakes hands, prints the remote's Hello and how long one ping took, and
/// says goodbye.
/// @returns  the exit code: 0, 1 if the remote could not be greeted, 2 for a malformed enode
awaitable<int> ping(RlpxTransport& transport, std::string enode);

/// Deadlines under which a link pings at once and not after 15 seconds.
Deadlines ping_deadlines();

}  // namespace plexus::rlpx
