#include <algorithm>
#include <typeinfo>

#include <boost/core/demangle.hpp>

#include <kit/eth/limits.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>

namespace plexus::inline v1::eth {

Sighting Session::sighting() const {
    Sighting seen;
    seen.peer = peer_;
    seen.steady = Clock::of(strand_).now();
    seen.wall = Clock::of(strand_).wall();
    return seen;
}

/// Asks every handler of a kind, in plan order; the worst opinion becomes one event.
template <class Handler, class Call>
awaitable<void> Session::tell(Call call) {
    const Sighting seen = sighting();
    Opinion worst = Opinion::ok;
    bool asked = false;
    for (Handler* handler : context_.host.every<Handler>()) {
        try {
            const Opinion opinion = co_await call(*handler, seen);
            worst = std::max(worst, opinion);
            asked = true;
        } catch (const boost::system::system_error& error) {
            if (error.code() == asio::error::operation_aborted) throw;
            complain(typeid(*handler), error);
        } catch (const std::exception& error) {
            complain(typeid(*handler), error);
        }
    }
    if (!asked) co_return;
    if (worst == Opinion::bad) peer_->report(net::PeerEvent::sent_bad_data);
    if (worst == Opinion::ok) peer_->report(net::PeerEvent::useful_gossip);
}

void Session::complain(const std::type_info& handler, const std::exception& error) const {
    context_.handler_failures.add();
    PLEXUS_LOG(context_.log, warn)
        << "handler failed" << kv("handler", boost::core::demangle(handler.name()))
        << kv("error", std::string_view{error.what()});
}

void Session::learn_head(const Hash256& hash, std::uint64_t number, const Difficulty& difficulty) {
    const std::scoped_lock lock(status_mutex_);
    if (difficulty <= status_.total_difficulty) return;
    status_.head = hash;
    status_.latest = number;
    status_.total_difficulty = difficulty;
}

awaitable<Result<void>> Session::on_new_block_hashes(SharedBytes payload) {
    const Result<std::vector<BlockAnnouncement>> blocks = decode_new_block_hashes(payload);
    if (!blocks) co_return blocks.error();
    for (const BlockAnnouncement& block : *blocks) known_blocks_.add(block.hash);
    auto call = [&blocks](BlockHandler& handler, const Sighting& seen) {
        return handler.on_block_hashes(seen, *blocks);
    };
    co_await tell<BlockHandler>(call);
    co_return Result<void>{};
}

awaitable<Result<void>> Session::on_new_block(SharedBytes payload) {
    const Result<RawBlock> block = decode_new_block(payload);
    if (!block) co_return block.error();
    known_blocks_.add(block->hash);
    if (block->total_difficulty) learn_head(block->hash, block->number, *block->total_difficulty);
    auto call = [&block](BlockHandler& handler, const Sighting& seen) {
        return handler.on_block(seen, *block);
    };
    co_await tell<BlockHandler>(call);
    co_return Result<void>{};
}

awaitable<Result<void>> Session::on_transactions(SharedBytes payload) {
    const Result<std::vector<RawTransaction>> transactions = decode_transactions(payload);
    if (!transactions) co_return transactions.error();
    for (const RawTransaction& transaction : *transactions) {
        known_transactions_.add(transaction.hash);
    }
    auto call = [&transactions](TxHandler& handler, const Sighting& seen) {
        return handler.on_transactions(seen, *transactions);
    };
    co_await tell<TxHandler>(call);
    co_return Result<void>{};
}

awaitable<Result<void>> Session::on_announcement(SharedBytes payload) {
    const Result<std::vector<TransactionAnnouncement>> announced =
        dialect_.announcement->decode(payload);
    if (!announced) co_return announced.error();
    for (const TransactionAnnouncement& transaction : *announced) {
        known_transactions_.add(transaction.hash);
    }
    auto call = [&announced](TxHandler& handler, const Sighting& seen) {
        return handler.on_announcement(seen, *announced);
    };
    co_await tell<TxHandler>(call);
    co_return Result<void>{};
}

}  // namespace plexus::inline v1::eth
