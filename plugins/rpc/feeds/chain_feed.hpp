#pragma once

#include <functional>
#include <map>
#include <memory>
#include <vector>

#include <api/async/event.hpp>
#include <api/chain/head_observer.hpp>

#include <plugins/rpc/chain/blocks.hpp>
#include <plugins/rpc/chain/transaction_index.hpp>

#include "hub.hpp"

namespace plexus::rpc_server {

/// Tells a hub of what happens to the chain: first the logs that a reorganisation removes, and then
/// for each new block its logs, its receipts and its header.
///
/// Removed blocks can no longer be read from the chain, so the last ones are remembered, in the
/// form in which they are stored, as long as anybody listens to logs.
///
/// @thread the plugin's strand; on_head() any
class ChainFeed final : public chain::HeadObserver {
public:
    /// The result of eth_syncing.
    using Syncing = std::function<json::value()>;

    /// @param index  learns of each head before the hub does
    ChainFeed(Hub& hub, Blocks& blocks, TransactionIndex& index, Executor strand, Syncing syncing);

    void on_head() noexcept override;

    /// Tells of each block that the chain grows by from now on, until cancelled.
    awaitable<void> follow();

private:
    /// What on_head() sets; a post to the strand may outlive the feed.
    struct Wake {
        explicit Wake(const Executor& strand) : event(strand) {}

        Event event;
        bool is_set = false;
    };

    awaitable<void> fill_told(chain::Head head);
    awaitable<void> remember_last();
    awaitable<void> catch_up(chain::Head head);
    awaitable<void> tell_removed(std::uint64_t first);
    awaitable<void> tell_block(Block block);
    awaitable<void> tell_receipts(const Block& block) const;
    void remember(const Block& block);
    void tell_logs(const Block& block, bool removed) const;
    awaitable<void> tell_finalized();
    void tell_syncing();

    Hub& hub_;
    Blocks& blocks_;
    TransactionIndex& index_;
    Executor strand_;
    Syncing syncing_;
    std::shared_ptr<Wake> wake_;
    bool is_syncing_ = false;
    std::uint64_t finalized_ = 0;            ///< number of the last header that was told as final
    std::map<std::uint64_t, Hash256> told_;  ///< the last heads by number
    std::map<std::uint64_t, Block> remembered_;  ///< the last blocks by number; not decoded
};

}  // namespace plexus::rpc_server
