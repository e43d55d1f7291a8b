#pragma once

#include <cstdint>
#include <set>

namespace version {

/// The messages that every version from eth/66 on has.
/// @spec ethereum/devp2p, caps/eth.md, "Protocol Messages"
inline const std::set<std::uint64_t> common_codes{
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
};

/// These, and what a version has beyond them.
inline std::set<std::uint64_t> common_codes_and(std::set<std::uint64_t> more) {
    more.insert(common_codes.begin(), common_codes.end());
    return more;
}

}  // namespace version
