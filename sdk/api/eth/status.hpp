#pragma once

#include <cstdint>

#include <api/chain/head.hpp>

namespace plexus::inline v1::eth {

using chain::Difficulty;
using chain::ForkId;

/// What a peer says of its chain when a session begins. A field that a version does not carry stays
/// zero.
/// @spec ethereum/devp2p, caps/eth.md, "Status (0x00)"
struct Status {
    std::uint32_t version = 0;
    std::uint64_t network_id = 0;
    Difficulty total_difficulty{};  ///< up to eth/68, and on BSC's eth/70
    Hash256 head{};  ///< its best block; from eth/69 on the latest one that it serves whole
    Hash256 genesis{};
    ForkId fork_id{};
    std::uint64_t earliest = 0;  ///< from eth/69 on: first block that is served
    std::uint64_t latest = 0;    ///< number of `head`; up to eth/68 only once it announced a block
};

}  // namespace plexus::inline v1::eth
