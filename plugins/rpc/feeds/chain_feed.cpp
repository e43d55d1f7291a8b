#include "chain_feed.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>

#include <api/async/blocking.hpp>
#include <api/async/clock.hpp>
#include <api/async/strand.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/raw_transaction.hpp>

#include <plugins/rpc/json/block_json.hpp>
#include <plugins/rpc/json/hex.hpp>
#include <plugins/rpc/json/receipt_json.hpp>

namespace plexus::rpc_server {
namespace {

using namespace std::chrono_literals;

/// A deeper reorganisation is told from here on only.
constexpr std::size_t most_heads = 128;
/// Logs of so many blocks can be told as removed. Ours: two epochs of Ethereum.
constexpr std::size_t most_remembered = 64;
/// Wait after a look at a chain that changed meanwhile.
constexpr Duration pause_after_change = 100ms;

BlockId by_hash(const Hash256& hash) {
    BlockId id;
    id.tag = BlockId::Tag::hash;
    id.hash = hash;
    return id;
}

/// Whether a filter wants logs of that block at all.
bool covers(const LogFilter& filter, std::uint64_t number) {
    const bool early = filter.from.tag == BlockId::Tag::number && number < filter.from.number;
    const bool late = filter.to.tag == BlockId::Tag::number && number > filter.to.number;
    return !early && !late;
}

template <class Map>
void trim(Map& map, std::size_t most) {
    while (map.size() > most) map.erase(map.begin());
}

}  // namespace

ChainFeed::ChainFeed(Hub& hub, Blocks& blocks, TransactionIndex& index, Executor strand,
                     Syncing syncing)
    : hub_(hub),
      blocks_(blocks),
      index_(index),
      strand_(std::move(strand)),
      syncing_(std::move(syncing)),
      wake_(std::make_shared<Wake>(strand_)) {
    hub_.on_interest([this] { on_head(); });
}

void ChainFeed::on_head() noexcept {
    asio::post(strand_, [wake = wake_] {
        wake->is_set = true;
        wake->event.notify();
    });
}

awaitable<void> ChainFeed::follow() {
    PLEXUS_ON_STRAND(strand_);
    chain::Head last = blocks_.reader().head();
    co_await fill_told(last);
    while (true) {
        while (!wake_->is_set) co_await wake_->event.wait();
        wake_->is_set = false;
        bool changed = false;
        try {
            co_await remember_last();
            const chain::Head head = blocks_.reader().head();
            co_await index_.grow(blocks_, head);
            if (head.hash != last.hash) co_await catch_up(head);
            last = head;
            co_await tell_finalized();
            tell_syncing();
        } catch (const rpc::RpcError&) {
            changed = true;  // the chain changed meanwhile: the next look sees it whole
        }
        if (!changed) continue;
        co_await sleep_for(pause_after_change);
        wake_->is_set = true;
    }
}

awaitable<void> ChainFeed::fill_told(chain::Head head) {
    told_[head.number] = head.hash;
    const std::uint64_t count = std::min<std::uint64_t>(head.number, most_heads - 1);
    std::uint64_t number = head.number - count;
    const std::vector<SharedBytes> headers = co_await blocks_.headers(number, count);
    for (const SharedBytes& header : headers) told_[number++] = crypto::keccak256(header);
    std::size_t left = most_remembered;
    for (auto told = told_.rbegin(); told != told_.rend() && left > 0; ++told, --left) {
        const Hash256 hash = told->second;
        co_await blocks_.remember(hash);
    }
}

/// Reads the last blocks as soon as somebody listens to logs: after a reorganisation it is too
/// late.
awaitable<void> ChainFeed::remember_last() {
    if (!hub_.wanted(Feed::logs)) remembered_.clear();
    if (!hub_.wanted(Feed::logs) || !remembered_.empty()) co_return;
    std::size_t count = 0;
    for (auto told = told_.rbegin(); told != told_.rend() && count < most_remembered; ++told) {
        const Hash256 hash = told->second;
        const std::optional<Block> block = co_await blocks_.find(by_hash(hash), Parts::receipts);
        if (!block) break;
        remember(*block);
        ++count;
    }
}

void ChainFeed::remember(const Block& block) {
    Block& kept = remembered_[block.header.number];
    kept = Block{};
    kept.hash = block.hash;
    kept.raw_header = block.raw_header;
    kept.raw_body = block.raw_body;
    kept.raw_receipts = block.raw_receipts;
}

awaitable<void> ChainFeed::catch_up(chain::Head head) {
    std::vector<Block> fresh;
    Hash256 hash = head.hash;
    while (fresh.size() < most_heads) {
        std::optional<Block> block = co_await blocks_.find(by_hash(hash), Parts::header);
        if (!block) break;
        const auto known = told_.find(block->header.number);
        if (known != told_.end() && known->second == block->hash) break;
        hash = block->header.parent;
        const bool is_first = block->header.number == 0;
        fresh.push_back(std::move(*block));
        if (is_first) break;
    }
    const std::uint64_t first = fresh.empty() ? head.number + 1 : fresh.back().header.number;
    told_.erase(told_.lower_bound(first), told_.end());
    co_await tell_removed(first);
    for (auto block = fresh.rbegin(); block != fresh.rend(); ++block) {
        told_[block->header.number] = block->hash;
        trim(told_, most_heads);
        co_await tell_block(std::move(*block));
    }
}

/// Tells that the logs of the remembered blocks from that number on are no longer on the chain.
awaitable<void> ChainFeed::tell_removed(std::uint64_t first) {
    std::vector<Block> removed;
    for (auto at = remembered_.lower_bound(first); at != remembered_.end();) {
        removed.push_back(std::move(at->second));
        at = remembered_.erase(at);
    }
    for (Block& block : removed) {
        co_await blocks_.decode(block, Parts::receipts);
        tell_logs(block, true);
    }
}

awaitable<void> ChainFeed::tell_block(Block block) {
    // A node that catches up would read each block twice, and gets no requests for branches.
    if (!syncing_().is_object()) co_await blocks_.remember(block.hash);
    const bool logs = hub_.wanted(Feed::logs);
    if (logs || hub_.wanted(Feed::receipts)) {
        std::optional<Block> whole = co_await blocks_.find(by_hash(block.hash), Parts::receipts);
        if (whole) block = std::move(*whole);
        if (logs) {
            remember(block);
            trim(remembered_, most_remembered);
        }
        tell_logs(block, false);
        co_await tell_receipts(block);
    }
    hub_.tell(Feed::block_hashes, json::value(hex_data(block.hash)));
    hub_.tell(Feed::new_heads, new_head_json(block.header, block.hash));
}

void ChainFeed::tell_logs(const Block& block, bool removed) const {
    if (!block.receipts) return;
    std::size_t index = 0;
    for (std::size_t i = 0; i < block.receipts->size(); ++i) {
        for (const eth::Log& log : (*block.receipts)[i].logs) {
            const std::size_t at = index++;
            std::optional<News> news;
            hub_.each(Feed::logs, [&](Listener& listener) {
                const LogFilter& filter = listener.interest().logs;
                if (!covers(filter, block.header.number) || !filter.matches(log)) return;
                if (!news) {
                    const Hash256 hash = eth::hash_of(block.body.transactions[i]);
                    json::object object = log_json(block, log, i, hash, at);
                    object["removed"] = removed;
                    news.emplace(std::move(object));
                }
                listener.hear(*news);
            });
        }
    }
}

awaitable<void> ChainFeed::tell_receipts(const Block& block) const {
    if (!hub_.wanted(Feed::receipts) || !block.receipts || block.receipts->empty()) co_return;
    auto work = [&block] { return receipts_json(block); };
    const json::array receipts = co_await on_blocking(blocks_.runtime(), std::move(work));
    hub_.each(Feed::receipts, [&](Listener& listener) {
        const std::set<Hash256>& wanted = listener.interest().transactions;
        json::array some;
        for (std::size_t i = 0; i < receipts.size(); ++i) {
            const bool all = wanted.empty();
            if (all || wanted.contains(eth::hash_of(block.body.transactions[i]))) {
                some.push_back(receipts[i]);
            }
        }
        if (!some.empty()) listener.hear(News(std::move(some)));
    });
}

awaitable<void> ChainFeed::tell_finalized() {
    if (!hub_.wanted(Feed::finalized_headers)) co_return;
    const chain::Finality known = co_await blocks_.finality();
    if (!known.finalized || *known.finalized <= finalized_) co_return;
    BlockId id;
    id.tag = BlockId::Tag::number;
    id.number = *known.finalized;
    const std::optional<Block> block = co_await blocks_.find(id, Parts::header);
    if (!block) co_return;
    finalized_ = id.number;
    hub_.tell(Feed::finalized_headers, new_head_json(block->header, block->hash));
}

void ChainFeed::tell_syncing() {
    if (!hub_.wanted(Feed::syncing) && !is_syncing_) return;
    json::value status = syncing_();
    const bool now = status.is_object();
    if (now == is_syncing_) return;
    is_syncing_ = now;
    if (now) status = json::object{{"syncing", true}, {"status", std::move(status)}};
    hub_.tell(Feed::syncing, std::move(status));
}

}  // namespace plexus::rpc_server
