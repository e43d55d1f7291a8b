#pragma once

#include <span>
#include <string>

#include <api/chain/block.hpp>
#include <api/core/asio.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::chain {

/// Called when the stored chain changes, by the provider of ChainWriter: once for each change, in
/// the order of the changes, from the moment on that all plugins have started. A follower that
/// joins later is called for changes after that; the parent of the first block tells where it came
/// in. A restart repeats nothing.
///
/// The writer goes on when all followers have returned, so a slow one holds the chain back. A call
/// that throws, or that is ended after a minute, counts as done, and the log names the follower.
///
/// @thread  calls come one after the other, from the strand of the provider; a follower with a
///          strand of its own goes there with await_on
/// @errors  whatever is thrown is logged, and nothing else follows from it
class PLEXUS_API ChainFollower {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.chain.follower", 1, Cardinality::many};

    virtual ~ChainFollower();

    /// The name in the log, the same after each restart and no other follower's: the plugin's.
    virtual std::string follower_name() const = 0;

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
