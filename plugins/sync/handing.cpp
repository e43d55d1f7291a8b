#include "handing.hpp"

#include <boost/core/demangle.hpp>
#include <exception>
#include <typeinfo>

#include <api/async/await_on.hpp>
#include <api/async/within.hpp>
#include <api/eth/handlers.hpp>
#include <kit/eth/raw_block.hpp>

namespace plexus::sync {
namespace {

/// How long a handler may keep one block: as long as for gossip.
constexpr std::chrono::seconds handler_limit{60};

std::string sentence_of(const std::exception_ptr& problem) {
    try {
        std::rethrow_exception(problem);
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

/// Waits for one handler. What it throws is its own affair; a cancellation is not.
awaitable<void> bear(const std::type_info& handler, awaitable<eth::Opinion> call, Logger& log) {
    std::exception_ptr problem;
    bool stalled = false;
    try {
        const Result<eth::Opinion> opinion = co_await within(handler_limit, std::move(call));
        stalled = !opinion;
    } catch (...) {
        problem = std::current_exception();
    }
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    if (mine.cancelled() != asio::cancellation_type::none) {
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (!problem && !stalled) co_return;
    const std::string error = stalled ? "it took too long" : sentence_of(problem);
    PLEXUS_LOG(log, warn) << "handler failed"
                          << kv("handler", boost::core::demangle(handler.name()))
                          << kv("error", error);
}

awaitable<void> tell_of_block(Host& host, const eth::Sighting& seen,
                              const chain::StoredBlock& block, Logger& log) {
    const Result<eth::RawBlock> raw = eth::make_raw_block(block.header, block.body);
    if (!raw) co_return;
    for (eth::BlockHandler* handler : host.every<eth::BlockHandler>()) {
        auto call = handler->on_block(seen, *raw);
        co_await bear(typeid(*handler), std::move(call), log);
    }
    if (!block.receipts) co_return;
    eth::RawReceipts receipts;
    receipts.block_hash = block.hash;
    receipts.block_number = block.number;
    receipts.list = *block.receipts;
    for (eth::ReceiptHandler* handler : host.every<eth::ReceiptHandler>()) {
        auto call = handler->on_receipts(seen, receipts);
        co_await bear(typeid(*handler), std::move(call), log);
    }
}

awaitable<void> tell_of_all(Host& host, const Batch& batch, Logger& log) {
    const Clock& clock = Clock::of(batch.headers_from->strand());
    eth::Sighting seen;
    seen.peer = batch.headers_from;
    seen.provenance = eth::Provenance::fetched;
    for (const Piece& piece : batch.pieces) {
        seen.steady = clock.now();
        seen.wall = clock.wall();
        co_await tell_of_block(host, seen, piece.block, log);
    }
}

}  // namespace

awaitable<void> hand_over(Host& host, const Batch& batch, Logger& log) {
    auto there = tell_of_all(host, batch, log);
    co_await await_on(batch.headers_from->strand(), std::move(there));
}

}  // namespace plexus::sync
