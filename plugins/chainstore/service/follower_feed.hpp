#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include <api/async/event.hpp>
#include <api/chain/chain_follower.hpp>
#include <api/core/log.hpp>
#include <api/plugin/host.hpp>
#include <kit/handlers/handler_call.hpp>

namespace plexus::chainstore {

/// One change of the chain: removed blocks, then added ones.
struct Change {
    chain::BlockRef ancestor{};              ///< the last block that both branches share
    std::vector<chain::BlockRef> removed{};  ///< from the former head down; empty: nothing was left
    std::vector<chain::StoredBlock> added{};
};

/// Calls all followers with all changes, in order, and wakes the writer of a change when that is
/// done.
///
/// The calls are made by run(), so a writer that is cancelled while it waits does not keep a change
/// from the followers. While run() is not active, there are neither calls nor waits.
///
/// @thread     the plugin's strand
/// @ownership  outlives run() and all who wait
class FollowerFeed {
public:
    explicit FollowerFeed(Host& host);

    /// How many changes may be on their way to the followers before writers have to wait.
    static constexpr std::size_t most_waiting = 16;

    /// Waits until there is room for one more change.
    awaitable<void> room();

    /// @returns the change's turn, for told()
    std::uint64_t put(Change change);

    /// Waits until all followers have been called with that change, or run() is not active.
    awaitable<void> told(std::uint64_t turn);

    /// Runs until it is cancelled. Changes not told by then are dropped.
    awaitable<void> run();

private:
    class Open;

    awaitable<void> tell(const Change& change);

    Host& host_;
    handlers::Troubles troubles_;
    Event changed_;
    bool open_ = false;           ///< whether run() lives
    std::deque<Change> waiting_;  ///< the first one is being told
    std::uint64_t put_ = 0;       ///< turns that were given out
    std::uint64_t told_ = 0;      ///< turns that are over
};

}  // namespace plexus::chainstore
