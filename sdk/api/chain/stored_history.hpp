#pragma once

#include <cstdint>

#include <api/core/asio.hpp>
#include <api/core/bytes.hpp>
#include <api/core/result.hpp>
#include <api/core/uint256.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// What a store has of the past beside headers and bodies, which ChainReader tells of: not every
/// source of blocks has receipts, and not every store an index of transactions.
///
/// @thread  any; looking happens on the node's blocking pool
class PLEXUS_API StoredHistory {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.stored-history", 1, Cardinality::one};

    virtual ~StoredHistory();

    /// The number of the first block from which on all receipts are here; one above the head's if
    /// there are none. Never waits.
    virtual std::uint64_t receipts_from() const = 0;

    /// The number of the first block whose transactions are found by hash, as those of all later
    /// blocks are. It falls while the index is built, from the head down. The largest number if
    /// there is no index: then nothing is found. Never waits.
    virtual std::uint64_t indexed_from() const = 0;

    /// The number of the block with that transaction.
    /// @errors Errc::not_found, Errc::storage_failed
    virtual awaitable<Result<std::uint64_t>> find_transaction(Hash256 hash) = 0;

    /// The sum of all difficulties from the genesis block to that one.
    /// @errors Errc::not_found: it is no block of the chain, or the store begins behind the genesis
    ///         block and nobody has told the sum up to there; Errc::storage_failed
    virtual awaitable<Result<Uint256>> total_difficulty(Hash256 block) = 0;
};

}  // namespace plexus::inline v1::chain
