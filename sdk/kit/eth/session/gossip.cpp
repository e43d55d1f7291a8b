#include <algorithm>
#include <exception>
#include <typeinfo>

#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/handler_call.hpp>
#include <kit/eth/session/session.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::inline v1::eth {
Origin Session::origin() const {
    Origin seen;
    seen.peer = peer_;
    seen.received_at = Clock::of(strand_).now();
    seen.wall_time = Clock::of(strand_).wall();
    return seen;
}

/// Calls every handler of a kind, in plan order. The worst of their validation results becomes one
/// event of the peer; `ignore` becomes none.
template <class Handler, class Call>
awaitable<void> Session::tell(Call call) {
    const Origin seen = origin();
    const HandlerTroubles troubles{context_.handler_failures, context_.handler_stalls,
                                   context_.log};
    std::optional<ValidationResult> worst;
    for (Handler* handler : context_.host.every<Handler>()) {
        ValidationResult validation = ValidationResult::ignore;
        std::exception_ptr problem;
        watch_->begin();
        try {
            validation = co_await call(*handler, seen);
        } catch (...) {  // logged below, or it is our own cancellation
            problem = std::current_exception();
        }
        const bool stalled = watch_->end();
        if (watch_->cancelled()) throw boost::system::system_error(asio::error::operation_aborted);
        if (stalled) co_await asio::this_coro::reset_cancellation_state();
        if (stalled || problem)
            note(troubles, typeid(*handler), stalled ? nullptr : problem);
        else if (validation != ValidationResult::ignore)
            worst = std::max(worst.value_or(validation), validation);
    }
    if (worst) judge(*worst);
}

void Session::judge(ValidationResult worst) {
    if (worst == ValidationResult::reject) peer_->report(net::PeerEvent::sent_bad_data);
    if (worst == ValidationResult::accept) peer_->report(net::PeerEvent::useful_gossip);
}

void Session::learn_head(const Hash256& hash, std::uint64_t number, const Difficulty& difficulty) {
    const std::scoped_lock lock(status_mutex_);
    if (difficulty <= status_.total_difficulty) return;
    status_.head = hash;
    status_.latest = number;
    status_.total_difficulty = difficulty;
}

awaitable<Result<void>> Session::on_new_block_hashes(SharedBytes payload) {
    if (!block_hashes_.take(Clock::of(strand_).now())) {
        drop(name_of(code::new_block_hashes));
        co_return Result<void>{};
    }
    const Result<std::vector<BlockAnnouncement>> blocks = decode_new_block_hashes(payload);
    if (!blocks) co_return blocks.error();
    for (const BlockAnnouncement& block : *blocks) known_blocks_.add(block.hash);
    auto call = [&blocks](BlockHandler& handler, const Origin& seen) {
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
    auto call = [&block](BlockHandler& handler, const Origin& seen) {
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
    auto call = [&transactions](TxHandler& handler, const Origin& seen) {
        return handler.on_transactions(seen, *transactions);
    };
    co_await tell<TxHandler>(call);
    co_return Result<void>{};
}

awaitable<Result<void>> Session::on_announcement(SharedBytes payload) {
    const Result<std::vector<TransactionAnnouncement>> announced =
        spec_.announcement->decode(payload);
    if (!announced) co_return announced.error();
    for (const TransactionAnnouncement& transaction : *announced) {
        known_transactions_.add(transaction.hash);
    }
    auto call = [&announced](TxHandler& handler, const Origin& seen) {
        return handler.on_announcement(seen, *announced);
    };
    co_await tell<TxHandler>(call);
    co_return Result<void>{};
}

}  // namespace plexus::inline v1::eth
