#include "blocks.hpp"

namespace plexus::relay {
namespace {

using namespace std::chrono_literals;

/// How many blocks are fetched at once: each from another peer. As many as a node has peers by
/// default, so that some that do not respond leave room for the others.
constexpr std::size_t fetchers = 48;

/// Wait before an announced block is requested: often another peer sends it whole meanwhile.
constexpr auto grace = 200ms;

/// How long a peer may take for a block before another gets the request: go-ethereum's block
/// fetcher.
constexpr auto fetch_limit = 5s;

}  // namespace

awaitable<void> Blocks::run(chain::ChainReader* store) {
    store_ = store;
    tasks_.spawn("relay anchor", stand());
    for (std::size_t i = 0; i < fetchers; ++i) tasks_.spawn("relay fetch", fetch_wanted());
    co_await tasks_.serve();
}

bool Blocks::is_here(const Hash256& hash) const {
    return recent_.find(hash) || orphans_.has(hash) || condemned_.contains(hash);
}

void Blocks::want(const Hash256& hash, const net::PeerPtr& peer) {
    if (is_here(hash) || !wanted_.add(hash, peer)) return;
    wanted_changed_.notify();
}

awaitable<void> Blocks::fetch_wanted() {
    while (true) {
        const std::optional<BlockFetches::Task> task = wanted_.take();
        if (!task) {
            co_await wanted_changed_.wait();
            continue;
        }
        const BlockFetches::FetchResult response = co_await bring(*task);
        wanted_.finish(*task, response);
        wanted_changed_.notify();
    }
}

awaitable<BlockFetches::FetchResult> Blocks::bring(BlockFetches::Task task) {
    if (!orphans_.are_waiting_for(task.hash)) co_await sleep_for(grace);
    if (is_here(task.hash)) co_return BlockFetches::FetchResult::done;
    const eth::Client announcer = client_.only(task.peer).claimed().within(fetch_limit);
    const eth::Response<eth::RawBlock> block = co_await announcer.block(task.hash);
    if (!block) co_return BlockFetches::FetchResult::request_another;
    const eth::ValidationResult validation = co_await take(*block, task.peer);
    if (validation != eth::ValidationResult::reject) co_return BlockFetches::FetchResult::done;
    eth::report(*task.peer, net::PeerEvent::sent_bad_data);
    // Another peer may have the right body.
    co_return is_here(task.hash) ? BlockFetches::FetchResult::done
                                 : BlockFetches::FetchResult::request_another;
}

}  // namespace plexus::relay
