#pragma once

#include <cstdint>

#include <api/chain/head.hpp>

namespace plexus::inline v1::eth {

using chain::ForkId;

/// A peer's chain as it tells it when a session begins. A field that a version does not carry stays
/// zero.
/// @spec ethereum/devp2p, caps/eth.md, "Status (0x00)"
struct Status {
    std::uint32_t version = 0;     ///< of eth; as agreed in Hello
    std::uint64_t network_id = 0;  ///< networkid; must be equal on both sides
    Uint256 total_difficulty{};    ///< td: up to eth/68, and on BSC's eth/70
    Hash256 head{};  ///< blockhash, latestBlockHash: its best block; from eth/69 on the latest one
                     ///< that it serves whole
    Hash256 genesis{};           ///< must be equal on both sides
    ForkId fork_id{};            ///< forkid, checked by EIP-2124
    std::uint64_t earliest = 0;  ///< earliestBlock, from eth/69 on: first block that is served
    std::uint64_t latest =
        0;  ///< latestBlock, number of `head`; up to eth/68 only once it sent the header
};

}  // namespace plexus::inline v1::eth
