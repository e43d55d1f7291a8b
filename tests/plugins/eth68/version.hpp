#pragma once

#include <cstdint>
#include <set>

#include <kit/eth/messages/status.hpp>
#include <tests/plugins/eth_codes.hpp>

/// @spec ethereum/devp2p, caps/eth.md, "Protocol Messages", without those of "Change Log" eth/69
///       and later; EIP-4938 took GetNodeData and NodeData away
namespace version {

inline constexpr std::uint32_t number = 68;
inline constexpr std::uint64_t length = 17;
inline const plexus::eth::StatusCodec& status = plexus::eth::status_v1;

inline const std::set<std::uint64_t> codes = common_codes;

}  // namespace version
