#pragma once

#include <cstdint>
#include <vector>

#include <api/chain/block.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/head.hpp>
#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Changes the chain that ChainReader reads. Each call is one transaction, whole or not at all;
/// once it returns, it survives a kill of the process, and every ChainFollower has been told.
///
/// Blocks are verified by the caller, their receipts' blooms too, which need not be stored; that
/// they link is checked here too.
///
/// @thread  any; writing happens on the node's blocking pool, one call after the other. Not from
///          within a call of a ChainFollower: it would wait for itself
/// @errors  Errc::storage_failed, and one line in the log that says why. A caller that is cancelled
///          does not learn whether the blocks were stored.
class PLEXUS_API ChainWriter {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.chain.writer", 1, Cardinality::one};

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
    /// @param root  its body may be empty, which is no RLP: then only its header is known
    /// @param total_difficulty  of the root; zero if it is not known: see revise_total_difficulty()
    /// @returns the new head, which is the root
    /// @errors  Errc::already_exists if the chain has more blocks than its first;
    ///          Errc::invalid_data if the header has another hash or number
    virtual awaitable<Result<Head>> begin_at(StoredBlock root, Uint256 total_difficulty) = 0;

    /// Frees all blocks below a number, but never the head. Takes several transactions if they are
    /// many; a reader sees the chain begin later and later.
    /// @returns the number of the first block that is left
    virtual awaitable<Result<std::uint64_t>> prune(std::uint64_t below) = 0;

    /// Says what the total difficulty up to a block of the chain is, where the chain began at a
    /// block whose total difficulty was not known. The total difficulty of all other blocks follows
    /// from it.
    /// @returns the head, with its total difficulty
    /// @errors  Errc::already_exists if the total difficulty was known from the beginning;
    ///          Errc::not_found if the block is not on the chain; Errc::invalid_data if the value
    ///          is less than the difficulties of the stored blocks
    virtual awaitable<Result<Head>> revise_total_difficulty(Hash256 block, Uint256 total) = 0;

    /// The blocks whose stored bytes were found damaged when they were read, and that are not
    /// mended yet; a reader yields them as if they were not there. A few at a time.
    virtual awaitable<Result<std::vector<BlockRef>>> damaged() = 0;

    /// Stores the bytes of a block of the chain anew.
    /// @errors Errc::not_found if the chain does not have it
    virtual awaitable<Result<void>> mend(StoredBlock block) = 0;

    /// How many blocks stand on a block before followers are told of it; 0 at first. To be called
    /// before the node runs.
    virtual void confirm_after(std::uint64_t blocks) = 0;

    /// The chain that this writer changes, for a plugin that is the node's ChainReader itself.
    virtual ChainReader& reader() = 0;
};

}  // namespace plexus::inline v1::chain
