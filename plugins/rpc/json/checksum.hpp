#pragma once

#include <string>

#include <api/core/bytes.hpp>

namespace plexus::rpc_server {

/// An address with its checksum in the case of its letters.
/// @spec EIP-55
std::string checksummed(const Address& address);

}  // namespace plexus::rpc_server
