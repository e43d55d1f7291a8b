#pragma once

#include <cstdint>
#include <string_view>

/// The messages of the `bsc` capability.
/// @spec bnb-chain/bsc, eth/protocols/bsc/protocol.go: BscCapMsg, VotesMsg, GetBlocksByRangeMsg,
///       BlocksByRangeMsg
namespace plexus::inline v1::bsc::code {

inline constexpr std::uint64_t cap = 0x00;
inline constexpr std::uint64_t votes = 0x01;
inline constexpr std::uint64_t get_blocks_by_range = 0x02;  // from bsc/2 on, as the next
inline constexpr std::uint64_t blocks_by_range = 0x03;

constexpr std::string_view name(std::uint64_t message_code) noexcept {
    switch (message_code) {
        case cap:
            return "BscCap";
        case votes:
            return "Votes";
        case get_blocks_by_range:
            return "GetBlocksByRange";
        case blocks_by_range:
            return "BlocksByRange";
        default:
            return "unknown";
    }
}

}  // namespace plexus::inline v1::bsc::code
