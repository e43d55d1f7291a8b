#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <api/chain/head.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::eth {

/// A block as it came: the RLP untouched, with what the network itself needs decoded. Copies share
/// the bytes.
struct RawBlock {
    SharedBytes header{};  ///< one RLP list
    SharedBytes body{};    ///< the items behind the header, without a list around them:
                           ///< transactions, uncles, withdrawals if any
    Hash256 hash{};        ///< keccak-256 of `header`
    Hash256 parent{};
    std::uint64_t number = 0;
    std::uint64_t time = 0;  ///< Unix seconds
    std::size_t transactions = 0;
    std::optional<chain::Difficulty> total_difficulty{};  ///< as announced; unchecked
    SharedBytes extra{};  ///< what a chain appends to NewBlock (BSC: sidecars); may be empty
};

struct BlockAnnouncement {
    Hash256 hash{};
    std::uint64_t number = 0;
};

/// A transaction in its canonical form: a list, or a type byte followed by a list.
struct RawTransaction {
    SharedBytes bytes{};
    Hash256 hash{};
};

/// An announced transaction; type and size are told from eth/68 on.
struct TransactionAnnouncement {
    Hash256 hash{};
    std::optional<std::uint8_t> type{};
    std::optional<std::uint64_t> size{};
};

/// The receipts of one block: `[receipt, ...]`.
struct RawReceipts {
    Hash256 block_hash{};
    std::uint64_t block_number = 0;
    SharedBytes list{};
};

}  // namespace plexus::inline v1::eth
