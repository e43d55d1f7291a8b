#include "handing.hpp"

#include <typeinfo>

#include <api/async/await_on.hpp>
#include <api/eth/handlers.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/handlers/handler_call.hpp>

namespace plexus::sync {
namespace {

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

awaitable<void> tell_of_all(Host& host, const Batch& batch,
                            const handlers::HandlerFailures& handler_failures) {
    const Clock& clock = Clock::of(batch.headers_from->strand());
    eth::Origin seen;
    seen.peer = batch.headers_from;
    seen.source = eth::Source::response;
    const std::vector<chain::StoredBlock> blocks = blocks_of(batch);
    for (const chain::StoredBlock& block : blocks) {
        seen.received_at = clock.now();
        seen.wall_time = clock.wall();
        co_await tell_of_block(host, seen, block, handler_failures);
    }
}

}  // namespace

awaitable<void> hand_over(Host& host, const Batch& batch,
                          const handlers::HandlerFailures& handler_failures) {
    auto there = tell_of_all(host, batch, handler_failures);
    co_await await_on(batch.headers_from->strand(), std::move(there));
}

}  // namespace plexus::sync
