#pragma once

#include <cstdint>
#include <optional>

#include <api/core/bytes.hpp>
#include <api/core/shared_bytes.hpp>

namespace plexus::inline v1::chain {

/// A block's place in the chain, enough to tell whether another one follows it.
struct BlockRef {
    std::uint64_t number = 0;  ///< 0 for the genesis block
    Hash256 hash{};            ///< keccak-256 of the header
    Hash256 parent{};          ///< hash of the block before it; zero for a genesis block

    friend bool operator==(const BlockRef&, const BlockRef&) = default;
};

/// A block with its contents. Copies share the bytes.
struct StoredBlock {
    std::uint64_t number = 0;               ///< as in `header`
    Hash256 hash{};                         ///< keccak-256 of `header`
    Hash256 parent{};                       ///< as the header has it
    SharedBytes header{};                   ///< one RLP list
    SharedBytes body{};                     ///< `[transactions, uncles, withdrawals?, ...]`
    std::optional<SharedBytes> receipts{};  ///< `[receipt, ...]` in the form of eth/68, if known
};

/// The block's place in the chain.
inline BlockRef ref_of(const StoredBlock& block) {
    return {block.number, block.hash, block.parent};
}

}  // namespace plexus::inline v1::chain
