#include "held.hpp"

#include <algorithm>

#include <api/async/blocking.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::sync {
namespace {

chain::Budget budget_of(std::size_t items, std::size_t bytes) {
    chain::Budget budget;
    budget.items = items;
    budget.bytes = bytes;
    return budget;
}

}  // namespace

awaitable<std::optional<eth::CheckedHeader>> held_header(const Services& services, Hash256 hash) {
    eth::Headers headers = co_await held_headers(services, hash, 1);
    if (headers.empty()) co_return std::nullopt;
    co_return std::move(headers.front());
}

awaitable<eth::Headers> held_headers(const Services& services, Hash256 last, std::uint64_t count) {
    if (services.reader == nullptr) co_return eth::Headers{};
    chain::HeaderQuery query;
    query.hash = last;
    query.amount = count;
    query.reverse = true;
    auto reading = services.reader->headers(query, eth::limits::response_budget);
    const Result<chain::RawItems> items = co_await std::move(reading);
    if (!items || items->size() != count) co_return eth::Headers{};
    Result<eth::Headers> headers = eth::check_headers(query, *items);
    if (!headers) co_return eth::Headers{};
    std::ranges::reverse(*headers);
    co_return std::move(*headers);
}

awaitable<void> add_held_bodies(const Services& services, Batch& batch, std::size_t limit_bytes) {
    std::vector<Hash256> hashes = eth::lacking(batch.headers, batch.bodies);
    if (services.reader == nullptr || hashes.empty()) co_return;
    const chain::Budget budget = budget_of(hashes.size(), limit_bytes);
    auto reading = services.reader->bodies(std::move(hashes), budget);
    const Result<chain::RawItems> bodies = co_await std::move(reading);
    if (!bodies || bodies->empty()) co_return;
    eth::OptionalItems parts = batch.bodies;
    auto work = [&] {
        return eth::match_bodies(batch.headers, *bodies, parts, services.rules_of_bodies());
    };
    const Result<void> matched = co_await on_blocking(services.host.runtime(), std::move(work));
    if (matched) batch.bodies = std::move(parts);
}

awaitable<void> add_held_receipts(const Services& services, Batch& batch, std::size_t limit_bytes) {
    std::vector<Hash256> hashes = eth::lacking(batch.headers, batch.receipts);
    if (services.reader == nullptr || hashes.empty()) co_return;
    const chain::Budget budget = budget_of(hashes.size(), limit_bytes);
    auto reading = services.reader->receipts(std::move(hashes), budget);
    const Result<chain::RawItems> receipts = co_await std::move(reading);
    if (!receipts || receipts->empty()) co_return;
    eth::OptionalItems parts = batch.receipts;
    auto work = [&] { return eth::match_receipts(batch.headers, *receipts, parts); };
    const Result<void> matched = co_await on_blocking(services.host.runtime(), std::move(work));
    if (matched) batch.receipts = std::move(parts);
}

}  // namespace plexus::sync
