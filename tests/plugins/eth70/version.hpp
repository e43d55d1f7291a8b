#pragma once

#include <cstdint>
#include <set>

#include <kit/eth/messages/status.hpp>
#include <tests/plugins/eth_codes.hpp>

/// @spec ethereum/devp2p, caps/eth.md, "Protocol Messages", without those of "Change Log" eth/71
///       and later; EIP-7975
namespace version {

inline constexpr std::uint32_t number = 70;
inline constexpr std::uint64_t length = 18;
inline const plexus::eth::StatusCodec& status = plexus::eth::status_v2;

inline const std::set<std::uint64_t> codes = common_codes_and({
    0x11,  // BlockRangeUpdate
});

}  // namespace version
