#pragma once

#include <optional>
#include <span>
#include <string>

#include <api/chain/block.hpp>
#include <api/core/asio.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Called when the stored chain changes, by the provider of ChainWriter: once for each change, in
/// the order of the changes. Changes may be put together, and blocks that come and go while a
/// follower is elsewhere are left out.
///
/// The store remembers by the follower's name which block it was told of last, after each call. A
/// node that starts again goes on from there: blocks that were stored meanwhile come as
/// on_extended(), and blocks that were left meanwhile as on_rewound(). Only where the process is
/// killed between the end of a call and that record is the call repeated; a follower that keeps its
/// own position beside what it makes of the blocks is not even told those: see position(). One that
/// the store does not know begins behind the head at that time.
///
/// Blocks are held back until ChainWriter::confirm_after() others stand on them.
///
/// The writer goes on when all followers have returned, so a slow one holds the chain back. A call
/// that throws, or is ended after a minute, is made anew after pauses of 1 s to 5 minutes.
/// If the store has freed blocks that a follower was not told of, while its plugin was away, the
/// log says so, and on_extended() goes on above the gap: the parent of its first block tells.
///
/// @thread  calls come one after the other, from the strand of the provider; a follower with a
///          strand of its own goes there with await_on
/// @errors  whatever is thrown is logged; the store does not wait for this follower until a call
///          succeeds
class PLEXUS_API ChainFollower {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.chain.follower", 1, Cardinality::many};

    virtual ~ChainFollower();

    /// The name in the log and in the store, the same after each restart and no other follower's:
    /// the plugin's. At most 255 bytes.
    virtual std::string follower_name() const = 0;

    /// The last block that the follower has taken in, if it keeps that itself, in one step with
    /// what it makes of the block. Called once, before the first other call; by default nothing,
    /// and the store's own record counts.
    virtual awaitable<std::optional<BlockRef>> position();

    /// The chain is longer.
    /// @param blocks  at least one; they follow each other and what was told before
    virtual awaitable<void> on_extended(std::span<const StoredBlock> blocks) = 0;

    /// The chain ends with `ancestor` again. If other blocks replace the removed ones, on_extended
    /// comes next.
    /// @param removed  at least one; from the former head down to the block behind the ancestor
    virtual awaitable<void> on_rewound(const BlockRef& ancestor,
                                       std::span<const BlockRef> removed) = 0;
};

}  // namespace plexus::inline v1::chain
