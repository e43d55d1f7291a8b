#pragma once

#include <cstdint>
#include <vector>

#include <api/chain/block.hpp>
#include <api/chain/head.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Changes the chain that ChainReader reads. Each call is one transaction, whole or not at all;
/// once it returns, it survives a kill of the process, and every ChainFollower has been told.
///
/// Blocks are verified by the caller; that they link is checked here too.
///
/// @thread  any; writing happens on the node's blocking pool, one call after the other. Not from
///          within a call of a ChainFollower: it would wait for itself
/// @errors  Errc::storage_failed, and one line in the log that says why. A caller that is cancelled
///          does not learn whether the blocks were stored.
class PLEXUS_API ChainWriter {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain-writer", 1, Cardinality::one};

    virtual ~ChainWriter();

    /// Appends blocks that follow each other and the head.
    /// @returns the new head
    /// @errors  Errc::invalid_data if they do not follow
    virtual awaitable<Result<Head>> append(std::vector<StoredBlock> blocks) = 0;

    /// Removes the blocks above `ancestor`, a block of the chain, and appends blocks that follow
    /// each other and the ancestor. Without blocks the ancestor is the new head.
    /// @returns the new head
    /// @errors  Errc::not_found if the ancestor is not on the chain; Errc::limit_exceeded if more
    ///          than max_rewind() blocks are above it; Errc::invalid_data if the blocks do not
    ///          follow
    virtual awaitable<Result<Head>> replace(Hash256 ancestor, std::vector<StoredBlock> blocks) = 0;

    /// How many blocks one replace() can remove. A caller with a bound of its own has a lower one.
    virtual std::uint64_t max_rewind() const = 0;

    /// Makes `root` the first block, in place of a first block without successors: the chain begins
    /// there, without a history.
    /// @param root              its body may be empty, which is no RLP: then it is only known by
    /// its
    ///                          header
    /// @param total_difficulty of the root; zero if it is not known
    /// @returns the new head, which is the root
    /// @errors  Errc::already_exists if the chain has more blocks than its first;
    /// Errc::invalid_data
    ///          if the header is not that of the hash and the number
    virtual awaitable<Result<Head>> begin_at(StoredBlock root, Uint256 total_difficulty) = 0;

    /// Frees all blocks below a number, but never the head. Takes several transactions if they are
    /// many; a reader sees the chain begin later and later.
    /// @returns the number of the first block that is left
    virtual awaitable<Result<std::uint64_t>> prune(std::uint64_t below) = 0;
};

}  // namespace plexus::inline v1::chain
