#pragma once

#include <cstdint>
#include <set>

#include <kit/eth/messages/status.hpp>

/// @spec ethereum/devp2p, caps/eth.md, "Protocol Messages", without those of "Change Log" eth/71
///       and later; EIP-7975
namespace version {

inline constexpr std::uint32_t number = 70;
inline constexpr std::uint64_t length = 18;
inline const plexus::eth::StatusCodec& status = plexus::eth::status_v2;

inline const std::set<std::uint64_t> codes{
    0x01,  // NewBlockHashes
    0x02,  // Transactions
    0x03,  // GetBlockHeaders
    0x04,  // BlockHeaders
    0x05,  // GetBlockBodies
    0x06,  // BlockBodies
    0x07,  // NewBlock
    0x08,  // NewPooledTransactionHashes
    0x09,  // GetPooledTransactions
    0x0a,  // PooledTransactions
    0x0f,  // GetReceipts
    0x10,  // Receipts
    0x11,  // BlockRangeUpdate
};

}  // namespace version
