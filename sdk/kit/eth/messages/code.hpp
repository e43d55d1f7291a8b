#pragma once

#include <cstdint>

#include <api/eth/status.hpp>

/// Message codes, counted from the offset of the capability. Which of them exist in a version, its
/// message table says.
/// @spec ethereum/devp2p, caps/eth.md, "Protocol Messages"
namespace plexus::inline v1::eth::code {

inline constexpr std::uint64_t status = 0x00;  ///< Status: the first message of either side
inline constexpr std::uint64_t new_block_hashes = 0x01;   ///< NewBlockHashes; not since the Merge
inline constexpr std::uint64_t transactions = 0x02;       ///< Transactions, whole
inline constexpr std::uint64_t get_block_headers = 0x03;  ///< GetBlockHeaders
inline constexpr std::uint64_t block_headers = 0x04;      ///< BlockHeaders, the response
inline constexpr std::uint64_t get_block_bodies = 0x05;   ///< GetBlockBodies
inline constexpr std::uint64_t block_bodies = 0x06;       ///< BlockBodies, the response
inline constexpr std::uint64_t new_block = 0x07;          ///< NewBlock, whole; not since the Merge
/// NewPooledTransactionHashes; from eth/65 on
inline constexpr std::uint64_t new_pooled_transaction_hashes = 0x08;
/// GetPooledTransactions; from eth/65 on
inline constexpr std::uint64_t get_pooled_transactions = 0x09;
inline constexpr std::uint64_t pooled_transactions = 0x0a;  ///< PooledTransactions, the response
inline constexpr std::uint64_t get_node_data = 0x0d;        ///< GetNodeData; up to eth/66
inline constexpr std::uint64_t node_data = 0x0e;            ///< NodeData, the response
inline constexpr std::uint64_t get_receipts = 0x0f;         ///< GetReceipts
inline constexpr std::uint64_t receipts = 0x10;             ///< Receipts, the response
/// BlockRangeUpdate; from eth/69 on (EIP-7642)
inline constexpr std::uint64_t block_range_update = 0x11;

}  // namespace plexus::inline v1::eth::code
