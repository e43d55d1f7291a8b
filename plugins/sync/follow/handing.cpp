#include "handing.hpp"

#include <typeinfo>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <api/async/await_on.hpp>
#include <api/async/strand.hpp>
#include <kit/eth/types/raw_block.hpp>

namespace plexus::sync {
namespace {

/// Blocks whose peer is remembered: those of a few batches, or the ones that wait to be confirmed.
constexpr std::size_t most_showers = 8192;

awaitable<void> tell_of_block(Host& host, const eth::Origin& seen, const chain::StoredBlock& block,
                              const handlers::HandlerFailures& handler_failures) {
    const Result<eth::RawBlock> raw = eth::make_raw_block(block.header, block.body);
    if (!raw) co_return;
    for (eth::BlockHandler& handler : host.every<eth::BlockHandler>()) {
        auto call = handler.on_block(seen, *raw);
        co_await handlers::guarded(handler_failures, typeid(handler), std::move(call));
    }
    if (!block.receipts) co_return;
    eth::RawReceipts receipts;
    receipts.block_hash = block.hash;
    receipts.block_number = block.number;
    receipts.list = *block.receipts;
    for (eth::ReceiptHandler& handler : host.every<eth::ReceiptHandler>()) {
        auto call = handler.on_receipts(seen, receipts);
        co_await handlers::guarded(handler_failures, typeid(handler), std::move(call));
    }
}

}  // namespace

/// Once it is gone, calls of the store fail instead of waiting.
class Handing::Running {
public:
    explicit Running(Handing& handing) : handing_(handing) { handing_.ended_ = false; }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() {
        handing_.ended_ = true;
        handing_.changed_.notify();
    }

private:
    Handing& handing_;
};

Handing::Handing(Host& host, net::PeerPool& pool)
    : host_(host),
      pool_(pool),
      strand_(host.strand()),
      handler_failures_(host),
      changed_(strand_),
      showers_(most_showers) {}

void Handing::note(const Batch& batch) {
    PLEXUS_ON_STRAND(strand_);
    for (const eth::CheckedHeader& header : batch.headers) {
        showers_.put(header.hash, batch.headers_from);
    }
}

awaitable<void> Handing::hand_over(const Batch& batch) {
    std::vector<chain::StoredBlock> blocks = blocks_of(batch);
    for (chain::StoredBlock& block : blocks) {
        co_await hand_over(batch.headers_from, std::move(block));
    }
}

awaitable<void> Handing::hand_over(net::PeerPtr from, chain::StoredBlock block) {
    const Clock& clock = Clock::of(strand_);
    eth::Origin seen;
    seen.peer = from;
    seen.source = eth::Source::response;
    seen.received_at = clock.now();
    seen.wall_time = clock.wall();
    auto there = tell_of_block(host_, seen, block, handler_failures_);
    co_await await_on(from->strand(), std::move(there));
}

/// The peer that has shown a block, or, as after a restart, any one.
awaitable<net::PeerPtr> Handing::shower_of(Hash256 block) {
    if (const net::PeerPtr* const known = showers_.find(block)) {
        net::PeerPtr shower = *known;
        showers_.erase(block);
        co_return shower;
    }
    while (true) {
        const std::vector<net::PeerPtr> peers = pool_.peers();
        if (!peers.empty()) co_return peers.front();
        co_await changed_.wait();
    }
}

awaitable<void> Handing::run() {
    const Running running(*this);
    while (true) {
        if (queue_.empty()) {
            co_await changed_.wait();
            continue;
        }
        const chain::StoredBlock block = queue_.front();
        net::PeerPtr from = co_await shower_of(block.hash);
        co_await hand_over(std::move(from), block);
        queue_.pop_front();
        changed_.notify();
    }
}

awaitable<void> Handing::until_done() {
    while (behind_) co_await changed_.wait();
}

std::string Handing::follower_name() const { return "sync.handlers"; }

awaitable<void> Handing::on_extended(std::span<const chain::StoredBlock> blocks) {
    std::vector<chain::StoredBlock> copies(blocks.begin(), blocks.end());
    auto there = take(std::move(copies));
    co_await await_on(strand_, std::move(there));
}

/// The handlers are called by run(), so that the store's limit for a call does not end one of
/// theirs: each has a limit of its own. A call that the store has ended is made again, and then
/// waits for what the former one has begun.
awaitable<void> Handing::take(std::vector<chain::StoredBlock> blocks) {
    PLEXUS_ON_STRAND(strand_);
    behind_ = true;
    co_await until_handed_on();
    for (chain::StoredBlock& block : blocks) {
        if (taken_.insert(block.hash).second) queue_.push_back(std::move(block));
    }
    changed_.notify();
    co_await until_handed_on();
    taken_.clear();
    behind_ = false;
    changed_.notify();
}

awaitable<void> Handing::until_handed_on() {
    while (!queue_.empty()) {
        if (ended_) throw boost::system::system_error(asio::error::operation_aborted);
        co_await changed_.wait();
    }
}

awaitable<void> Handing::on_rewound(const chain::BlockRef&, std::span<const chain::BlockRef>) {
    co_return;
}

}  // namespace plexus::sync
