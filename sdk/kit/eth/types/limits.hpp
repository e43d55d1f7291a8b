#pragma once

#include <cstddef>
#include <cstdint>

#include <api/chain/header_query.hpp>
#include <api/eth/status.hpp>

/// What this node accepts at most. A number without a source here was chosen by us, and says why.
/// Sources: "devp2p" is ethereum/devp2p, caps/eth.md; "geth" and "bsc" are what those clients
/// enforce, so that whoever stays within it is never refused.
namespace plexus::inline v1::eth::limits {

inline constexpr std::size_t message_bytes = 10 * 1024 * 1024;  // devp2p, geth, bsc

// Answering.
inline constexpr std::size_t response_bytes =
    2 * 1024 * 1024;  // geth: soft, checked before each item
inline constexpr std::size_t response_items =
    1024;  // geth: headers, bodies, receipts of one response
inline constexpr chain::Budget response_budget{response_items, response_bytes};
inline constexpr std::size_t lookups =
    2 * response_items;  // geth: hashes looked at for one response

// Asking: what geth itself asks for at most, so that no server thinks it much.
inline constexpr std::size_t request_headers = 192;              // geth, bsc: downloader batch
inline constexpr std::size_t request_bodies = 128;               // geth, bsc: downloader batch
inline constexpr std::size_t request_receipts = 256;             // geth, bsc: downloader batch
inline constexpr std::size_t request_pooled_transactions = 256;  // geth: fetcher, soft
inline constexpr std::size_t request_node_data = 256;            // ours, as for transactions
inline constexpr std::size_t partial_receipts_bytes =
    64 * 1024 * 1024;  // ours: a log's byte costs 8 gas, so a block of 500 M gas has no more
// ours: a list is cut where it would overflow message_bytes, so 64 MiB come in 7 pieces; the rest
// is room for servers that cut at the soft limit of 2 MiB.
inline constexpr std::size_t partial_receipts = 40;

// Gossip.
inline constexpr std::size_t transactions = 5000;            // geth, bsc: more is an error
inline constexpr std::size_t announced_transactions = 4096;  // devp2p: the sender's limit
inline constexpr std::size_t announced_blocks = 4096;        // as for transactions
inline constexpr double block_hashes_per_second = 10;        // erigon: NewBlockHashes messages
inline constexpr double block_hashes_burst = 30;             // erigon
inline constexpr std::uint64_t range_step = 32;  // geth, bsc: blocks between two BlockRangeUpdates
inline constexpr std::size_t whole_transaction_bytes = 4096;  // geth, bsc: above it, announce only
inline constexpr std::size_t gossip_packet_bytes = 100 * 1024;  // geth: transactions of one packet

// What a peer is known to have.
inline constexpr std::size_t known_transactions = 32768;  // geth, bsc
inline constexpr std::size_t known_blocks = 1024;         // geth, bsc

// One block.
inline constexpr std::size_t total_difficulty_bits = 100;  // geth, bsc: Status and NewBlock
inline constexpr std::size_t difficulty_bits = 80;         // geth, bsc: header sanity
inline constexpr std::size_t base_fee_bits = 256;          // geth, bsc: header sanity
inline constexpr std::size_t extra_bytes = 100 * 1024;     // geth, bsc: header sanity
// All fields but `extra` have fixed or small sizes, about 700 bytes together; the rest is room for
// fields that a later fork appends.
inline constexpr std::size_t header_bytes = extra_bytes + 4096;
// No signed transaction is shorter than 100 bytes, so a message cannot hold more than these.
inline constexpr std::size_t block_transactions = message_bytes / 100;
inline constexpr std::size_t block_receipts = block_transactions;
inline constexpr std::size_t uncles = 2;  // Yellow Paper, 11.1
// Validator withdrawals of one block are 16 (EIP-4895); the rest is room for other chains' rules.
inline constexpr std::size_t withdrawals = 1024;
inline constexpr std::size_t node_data_bytes = message_bytes;  // contract code has no other bound

}  // namespace plexus::inline v1::eth::limits
