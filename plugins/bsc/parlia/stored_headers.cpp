#include "stored_headers.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/async/within.hpp>
#include <api/chain/chain_reader.hpp>
#include <api/chain/chain_writer.hpp>
#include <api/chain/head_tracker.hpp>

namespace plexus::inline v1::bsc {
namespace {

/// Enough for the deepest usual rewind, and for the epoch header before it whose set has settled.
constexpr std::size_t read_headers = 1024 + 200 + most_epoch_length;
constexpr auto longest_wait = std::chrono::seconds{10};  // reading takes a second or two
constexpr std::size_t read_bytes = 16 * 1024 * 1024;

}  // namespace

StoredHeaders::StoredHeaders(Host& host, const Validators& validators)
    : host_(host),
      validators_(validators),
      moved_(std::make_shared<Moved>(host.strand())),
      log_(host.logger()) {}

awaitable<void> StoredHeaders::follow() {
    net::Subscription changes;
    {
        const Lease<chain::HeadTracker> heads = host_.lease<chain::HeadTracker>();
        if (!heads || !host_.lease<chain::ChainWriter>()) {
            settled_ = true;
            moved_->pending = false;
            moved_->event.notify();
            co_return;
        }
        changes = heads->on_change([moved = moved_, strand = host_.strand()](const auto&) {
            asio::post(strand, [moved] {
                moved->pending = true;
                moved->event.notify();
            });
        });
    }
    while (true) {
        while (!moved_->pending) co_await moved_->event.wait();
        moved_->pending = false;
        settled_ = false;
        co_await catch_up();
        settled_ = true;
        moved_->event.notify();
    }
}

awaitable<void> StoredHeaders::ready() {
    auto settled = until_settled();
    (void)co_await within(longest_wait, std::move(settled));
}

awaitable<void> StoredHeaders::until_settled() {
    while (!settled_ || moved_->pending) co_await moved_->event.wait();
}

awaitable<void> StoredHeaders::catch_up() {
    const Lease<chain::ChainReader> chain = host_.lease<chain::ChainReader>();
    if (!chain) co_return;
    const chain::Head head = chain->head();
    if (validators_.knows(head.hash)) co_return;
    // Another plugin's chain may be stored: `--bind`.
    const Result<Hash256> first = co_await chain->canonical_hash(0);
    if (first && *first != validators_.genesis()) co_return;
    chain::HeaderQuery query;
    query.number = head.number;
    query.amount = read_headers;
    query.reverse = true;
    Result<chain::RawItems> headers =
        co_await chain->headers(query, chain::Budget(read_headers, read_bytes));
    if (!headers) co_return;
    std::ranges::reverse(*headers);
    auto work = [this, &headers] { return validators_.rebuild(*headers); };
    const Result<void> done = co_await on_blocking(host_.runtime(), std::move(work));
    if (done || std::exchange(told_, true)) co_return;
    PLEXUS_LOG(log_, error) << "stored headers break the rules of BSC; validators are not known"
                            << kv("head", head.number) << kv("error", done.error().message());
}

awaitable<void> PreparedRules::prepare() const {
    auto ready = stored_.ready();
    co_await await_on(strand_, std::move(ready));
}

}  // namespace plexus::inline v1::bsc
