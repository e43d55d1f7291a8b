#pragma once

#include <sstream>
#include <string>

#include <api/core/asio.hpp>
#include <api/net/peer.hpp>

namespace plexus::driver {

/// `status`, `headers ORIGIN AMOUNT SKIP up|down`, `bodies HASH...`, `receipts HASH...`,
/// `pooled HASH...`, `nodes HASH...`, `range HASH COUNT`: sends one peer the request and prints its
/// response, each item by the keccak-256 of its bytes.
/// @param peer  has an eth session
awaitable<void> request(net::PeerPtr peer, std::string name, std::istringstream words);

}  // namespace plexus::driver
