#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/chain/head.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::eth {

/// A block as received: the RLP unchanged, with the fields that networking needs decoded. Copies
/// share the bytes.
struct RawBlock {
    SharedBytes header{};          ///< one RLP list
    SharedBytes body{};            ///< the items behind the header, without a list around them:
                                   ///< transactions, uncles, withdrawals if any
    Hash256 hash{};                ///< keccak-256 of `header`
    Hash256 parent{};              ///< as in `header`
    std::uint64_t number = 0;      ///< as in `header`
    std::uint64_t time = 0;        ///< Unix seconds
    std::size_t transactions = 0;  ///< how many there are in `body`
    std::optional<Uint256> total_difficulty{};  ///< as announced; unchecked
    SharedBytes extra{};  ///< what a chain appends to NewBlock (BSC: sidecars); may be empty
};

/// A block that a peer says it has: NewBlockHashes.
struct BlockAnnouncement {
    Hash256 hash{};            ///< keccak-256 of its header
    std::uint64_t number = 0;  ///< as the peer tells it; unchecked
};

/// A transaction in its canonical form: a list, or a type byte followed by a list.
struct RawTransaction {
    SharedBytes bytes{};  ///< of a blob transaction with the sidecar, where the message carries it
    Hash256 hash{};       ///< keccak-256 of the canonical form without a sidecar
};

/// An announced transaction; type and size are told from eth/68 on.
struct TransactionAnnouncement {
    Hash256 hash{};                       ///< as RawTransaction::hash
    std::optional<std::uint8_t> type{};   ///< the type byte, 0 for a legacy transaction; unchecked
    std::optional<std::uint64_t> size{};  ///< bytes of the canonical form; unchecked
};

/// The receipts of one block: `[receipt, ...]`.
struct RawReceipts {
    Hash256 block_hash{};            ///< of the block whose header commits to them
    std::uint64_t block_number = 0;  ///< of the same block
    SharedBytes list{};              ///< in the form of eth/68: with blooms
};

}  // namespace plexus::inline v1::eth
