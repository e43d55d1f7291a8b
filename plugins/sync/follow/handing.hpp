#pragma once

#include <deque>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/chain/chain_follower.hpp>
#include <api/eth/handlers.hpp>
#include <api/net/peer_pool.hpp>
#include <kit/handlers/handler_call.hpp>
#include <kit/net/lru_map.hpp>

#include <plugins/sync/fetch/batch.hpp>

namespace plexus::sync {

/// Hands blocks and receipts on to the handlers, one block after the other.
///
/// Blocks that are stored come from the store, which remembers how far this follower is: so they
/// are held back until they are confirmed, and those that were not handed on when the process was
/// killed are handed on when it has started again. What is not stored is handed on directly.
///
/// A handler that throws or takes too long is skipped. Validation results are not used: they judge
/// gossip, but these blocks were requested and have been checked, so `reject` says nothing about
/// the peer.
///
/// @thread     the plugin's strand, but on_extended() and on_rewound(); handlers are called on the
///             strand of the peer that the origin names
/// @ownership  outlives its run()
class Handing final : public chain::ChainFollower {
public:
    /// @param pool  names a peer for a block of which nobody knows any more who has shown it
    Handing(Host& host, net::PeerPool& pool);

    /// Says that blocks are about to be stored, so that their origin is known later.
    void note(const Batch& batch);

    /// Hands blocks on that are not stored.
    awaitable<void> hand_over(const Batch& batch);

    /// Hands stored blocks on until it is cancelled.
    awaitable<void> run();

    /// To be called when a peer has joined: blocks from before a restart wait for one.
    void wake() { changed_.notify(); }

    /// Waits until everything is handed on of which the store has told.
    awaitable<void> until_done();

    std::string follower_name() const override;
    awaitable<void> on_extended(std::span<const chain::StoredBlock> blocks) override;
    /// Handlers learn from the parent hash of the next block where the chain leaves the former one.
    awaitable<void> on_rewound(const chain::BlockRef& ancestor,
                               std::span<const chain::BlockRef> removed) override;

private:
    class Running;

    awaitable<void> until_handed_on();
    awaitable<void> take(std::vector<chain::StoredBlock> blocks);
    awaitable<void> hand_over(net::PeerPtr from, chain::StoredBlock block);
    awaitable<net::PeerPtr> shower_of(Hash256 block);

    Host& host_;
    net::PeerPool& pool_;
    Executor strand_;
    handlers::HandlerFailures handler_failures_;
    Event changed_;
    net::LruMap<Hash256, net::PeerPtr> showers_;
    std::deque<chain::StoredBlock> queue_{};  ///< of one call; the first one is being handed on
    std::set<Hash256> taken_{};  ///< in the calls since the last one that has ended well
    bool ended_ = false;         ///< whether run() was there and has ended
    bool behind_ = false;        ///< whether the last call has not ended well
};

}  // namespace plexus::sync
