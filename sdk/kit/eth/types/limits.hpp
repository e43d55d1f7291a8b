#pragma once

#include <cstddef>
#include <cstdint>

#include <api/chain/header_query.hpp>
#include <api/eth/status.hpp>

/// Limits of eth: what this node accepts at most, and sends at most. Each names its source:
/// "devp2p" is ethereum/devp2p, caps/eth.md; "geth", "bsc" and "erigon" are limits which those
/// clients keep, so that no client that works with them is refused here; "ours" was chosen here,
/// and says why.
namespace plexus::inline v1::eth::limits {

/// One message of eth; a larger one ends the session. devp2p, geth, bsc.
inline constexpr std::size_t message_bytes = 10 * 1024 * 1024;

// Responses that this node sends.

/// Bytes of one response: a soft limit, checked before each item is added. geth.
inline constexpr std::size_t response_bytes = 2 * 1024 * 1024;
/// Headers, bodies or receipt lists of one response. geth.
inline constexpr std::size_t response_items = 1024;
/// Both limits of a response in one value.
inline constexpr chain::Budget response_budget{response_items, response_bytes};
/// Hashes looked up for one response; further ones are not read. geth.
inline constexpr std::size_t lookups = 2 * response_items;

// Requests that this node sends: no larger than those of geth, so that every server takes them.

inline constexpr std::size_t request_headers = 192;   ///< geth, bsc: batch of the downloader
inline constexpr std::size_t request_bodies = 128;    ///< geth, bsc: batch of the downloader
inline constexpr std::size_t request_receipts = 256;  ///< geth, bsc: batch of the downloader
/// Hashes of one GetPooledTransactions. geth: the fetcher's soft limit.
inline constexpr std::size_t request_pooled_transactions = 256;
inline constexpr std::size_t request_node_data = 256;  ///< ours, as for transactions
/// Up to eth/69 the receipts of one block come in one message, however long: servers do not cut
/// them. So a Receipts may be as long as RLPx allows, and other messages no longer than
/// message_bytes. @spec EIP-706
inline constexpr std::size_t whole_receipts_bytes = (std::size_t{1} << 24) - 1;
/// The first version of eth whose servers cut them. @spec EIP-7975
inline constexpr std::uint32_t partial_receipts_version = 70;
/// Bytes of one block's receipts, put together from several responses. Ours: a log's byte costs 8
/// gas, so a block of 500 M gas has no more.
inline constexpr std::size_t partial_receipts_bytes = 64 * 1024 * 1024;
/// Responses that one block's receipts may take. Ours: a list is cut where it would overflow
/// message_bytes, so 64 MiB come in 7 pieces; the rest is room for servers that cut at the soft
/// limit of 2 MiB.
inline constexpr std::size_t partial_receipts = 40;

// Gossip.

inline constexpr std::size_t transactions = 5000;  ///< of one message; more is an error. geth, bsc
/// Hashes of one NewPooledTransactionHashes. devp2p: the sender's limit.
inline constexpr std::size_t announced_transactions = 4096;
inline constexpr std::size_t announced_blocks = 4096;  ///< of one message; as for transactions
/// NewBlockHashes messages of one peer, in the mean. erigon.
inline constexpr double block_hashes_per_second = 10;
inline constexpr double block_hashes_burst = 30;  ///< NewBlockHashes at once after a pause. erigon
/// Blocks between two BlockRangeUpdates that this node sends. geth, bsc.
inline constexpr std::uint64_t range_step = 32;
/// A larger transaction is announced only, and never sent without a request. geth, bsc.
inline constexpr std::size_t whole_transaction_bytes = 4096;
/// Transactions that this node puts into one message, in bytes. geth.
inline constexpr std::size_t gossip_packet_bytes = 100 * 1024;

// What a peer is known to have.

inline constexpr std::size_t known_transactions = 32768;  ///< hashes for each peer. geth, bsc
inline constexpr std::size_t known_blocks = 1024;         ///< hashes for each peer. geth, bsc

// One block.

inline constexpr std::size_t total_difficulty_bits = 100;  ///< in Status and NewBlock. geth, bsc
inline constexpr std::size_t difficulty_bits = 80;         ///< header sanity of geth, bsc
inline constexpr std::size_t base_fee_bits = 256;          ///< header sanity of geth, bsc
inline constexpr std::size_t extra_bytes = 100 * 1024;     ///< header sanity of geth, bsc
/// One header. All fields but `extra` have fixed or small sizes, about 700 bytes together; the rest
/// is room for fields that a later fork appends.
inline constexpr std::size_t header_bytes = extra_bytes + 4096;
/// Transactions of one block: no signed one is shorter than 100 bytes, so a message holds no more.
inline constexpr std::size_t block_transactions = message_bytes / 100;
inline constexpr std::size_t block_receipts = block_transactions;  ///< one for each transaction
inline constexpr std::size_t uncles = 2;  ///< of one block. Yellow Paper, 11.1
/// Withdrawals of one block. Validators have 16 (EIP-4895); the rest is room for other chains.
inline constexpr std::size_t withdrawals = 1024;
/// One state entry: contract code has no other bound than the message.
inline constexpr std::size_t node_data_bytes = message_bytes;

}  // namespace plexus::inline v1::eth::limits
