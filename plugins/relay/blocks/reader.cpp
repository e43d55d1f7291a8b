#include "reader.hpp"

#include <algorithm>

#include <kit/eth/types/limits.hpp>

namespace plexus::relay {

chain::Head Reader::head() const {
    if (store_ != nullptr) return store_->head();
    const KeptBlockPtr last = recent_.head();
    if (!last) return profile_.genesis();
    chain::Head head;
    head.number = last->block.number;
    head.time = last->block.time;
    head.hash = last->block.hash;
    return head;
}

std::uint64_t Reader::earliest() const {
    return store_ != nullptr ? store_->earliest() : recent_.earliest();
}

awaitable<Result<Hash256>> Reader::canonical_hash(std::uint64_t number) {
    if (store_ != nullptr) co_return co_await store_->canonical_hash(number);
    std::optional<Hash256> hash = recent_.canonical_hash(number);
    if (!hash && number == 0) hash = profile_.genesis().hash;
    if (!hash) co_return make_error_code(Errc::not_found);
    co_return *hash;
}

awaitable<Result<chain::RawItems>> Reader::headers(chain::HeaderQuery query, chain::Budget budget) {
    if (store_ != nullptr) co_return co_await stored_and_recent(query, budget);
    chain::RawItems items = recent_.headers(query, budget);
    const bool genesis = query.hash ? *query.hash == profile_.genesis().hash : query.number == 0;
    // The genesis block that Status tells must be served, although there is a gap between it and
    // the recent blocks.
    if (items.empty() && genesis && query.amount > 0) items.push_back(profile_.genesis_header());
    co_return items;
}

awaitable<Result<chain::RawItems>> Reader::bodies(std::vector<Hash256> hashes,
                                                  chain::Budget budget) {
    const bool recent = std::ranges::any_of(
        hashes, [this](const Hash256& hash) { return recent_.find(hash) != nullptr; });
    if (store_ == nullptr) co_return recent_.bodies(hashes, budget);
    if (!recent) co_return co_await store_->bodies(std::move(hashes), budget);
    co_return co_await one_by_one(std::move(hashes), budget);
}

/// From the store where it has the first header, from the recent blocks otherwise. A row ends where
/// the one or the other ends.
awaitable<Result<chain::RawItems>> Reader::stored_and_recent(chain::HeaderQuery query,
                                                             chain::Budget budget) {
    Result<chain::RawItems> items = co_await store_->headers(query, budget);
    if (!items || !items->empty()) co_return items;
    co_return recent_.headers(query, budget);
}

/// Each body from where it is, in the order of the hashes.
awaitable<Result<chain::RawItems>> Reader::one_by_one(std::vector<Hash256> hashes,
                                                      chain::Budget budget) {
    chain::RawItems items;
    std::size_t bytes = 0;
    if (hashes.size() > eth::limits::lookups) hashes.resize(eth::limits::lookups);
    for (const Hash256& hash : hashes) {
        if (items.size() >= budget.items || bytes >= budget.bytes) break;
        const std::vector<Hash256> one{hash};
        Result<chain::RawItems> found = recent_.bodies(one, budget);
        if (found->empty()) found = co_await store_->bodies(one, budget);
        if (!found) co_return found.error();
        if (found->empty()) continue;
        bytes += found->front().size();
        items.push_back(std::move(found->front()));
    }
    co_return items;
}

awaitable<Result<chain::RawItems>> Reader::receipts(std::vector<Hash256> hashes,
                                                    chain::Budget budget) {
    if (store_ == nullptr) co_return chain::RawItems{};
    co_return co_await store_->receipts(std::move(hashes), budget);
}

}  // namespace plexus::relay
