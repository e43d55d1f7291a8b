#include "service.hpp"

#include <api/async/blocking.hpp>

namespace plexus::chainstore {

Service::Service(Runtime& runtime, chain::HeadTracker* heads)
    : runtime_{runtime}, heads_{heads}, writing_{asio::make_strand(runtime.blocking())} {}

void Service::serve(Store& store) {
    store_ = &store;
    tell_head();
}

void Service::tell_head() const {
    constexpr std::uint64_t earliest = 0;  // the store has the chain from its genesis block on
    if (heads_ != nullptr) heads_->set_local_head(store_->head(), earliest);
}

awaitable<Result<chain::RawItems>> Service::headers(chain::HeaderQuery query,
                                                    chain::Budget budget) {
    auto work = [this, &query, budget] { return store_->headers(query, budget); };
    co_return co_await on_blocking(runtime_, std::move(work));
}

awaitable<Result<chain::RawItems>> Service::bodies(std::vector<Hash256> hashes,
                                                   chain::Budget budget) {
    auto work = [this, &hashes, budget] { return store_->bodies(hashes, budget); };
    co_return co_await on_blocking(runtime_, std::move(work));
}

awaitable<Result<chain::RawItems>> Service::receipts(std::vector<Hash256> hashes,
                                                     chain::Budget budget) {
    auto work = [this, &hashes, budget] { return store_->receipts(hashes, budget); };
    co_return co_await on_blocking(runtime_, std::move(work));
}

awaitable<Result<chain::Head>> Service::append(std::vector<chain::StoredBlock> blocks) {
    auto there = write(std::move(blocks));
    // As in on_blocking: a write is not interrupted.
    auto token = asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable);
    const Result<chain::Head> head = co_await asio::co_spawn(writing_, std::move(there), token);
    if (head) tell_head();
    co_return head;
}

awaitable<Result<chain::Head>> Service::write(std::vector<chain::StoredBlock> blocks) {
    co_return store_->append(blocks);
}

}  // namespace plexus::chainstore
