#pragma once

#include <cstdint>

#include <api/eth/status.hpp>

/// Message codes, counted from the offset of the capability. A version is what it makes of them:
/// its table says which exist.
/// @spec ethereum/devp2p, caps/eth.md, "Protocol Messages"
namespace plexus::inline v1::eth::code {

inline constexpr std::uint64_t status = 0x00;
inline constexpr std::uint64_t new_block_hashes = 0x01;
inline constexpr std::uint64_t transactions = 0x02;
inline constexpr std::uint64_t get_block_headers = 0x03;
inline constexpr std::uint64_t block_headers = 0x04;
inline constexpr std::uint64_t get_block_bodies = 0x05;
inline constexpr std::uint64_t block_bodies = 0x06;
inline constexpr std::uint64_t new_block = 0x07;
inline constexpr std::uint64_t new_pooled_transaction_hashes = 0x08;
inline constexpr std::uint64_t get_pooled_transactions = 0x09;
inline constexpr std::uint64_t pooled_transactions = 0x0a;
inline constexpr std::uint64_t get_node_data = 0x0d;
inline constexpr std::uint64_t node_data = 0x0e;
inline constexpr std::uint64_t get_receipts = 0x0f;
inline constexpr std::uint64_t receipts = 0x10;
inline constexpr std::uint64_t block_range_update = 0x11;

}  // namespace plexus::inline v1::eth::code
