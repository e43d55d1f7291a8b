#pragma once

#include <cstdint>
#include <string>

#include <api/core/bytes.hpp>
#include <api/core/uint256.hpp>

namespace plexus::rpc_server {

/// A number as JSON-RPC writes it: "0x0", "0x4e2".
/// @spec Ethereum JSON-RPC, "Quantities"
inline std::string quantity(const Uint256& value) { return value.hex(); }

/// Bytes as JSON-RPC writes them: two digits each.
inline std::string hex_data(BytesView bytes) { return "0x" + to_hex(bytes); }

}  // namespace plexus::rpc_server
