#include <algorithm>
#include <exception>
#include <typeinfo>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/session/session.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/handlers/handler_call.hpp>

namespace plexus::inline v1::eth {
Origin Session::origin() const {
    Origin seen;
    seen.peer = peer_;
    seen.received_at = clock_.now();
    seen.wall_time = clock_.wall();
    return seen;
}

/// Calls every handler of a kind, in plan order; the worst validation result becomes one report on
/// the message. A handler that ignores the message has no result.
template <class Handler, class Call>
awaitable<void> Session::tell(net::PeerReport about, Call call) {
    const Origin seen = origin();
    std::optional<ValidationResult> worst;
    for (Handler& handler : context_.host.every<Handler>()) {
        ValidationResult validation = ValidationResult::ignore;
        std::exception_ptr problem;
        watch_->begin();
        try {
            validation = co_await call(handler, seen);
        } catch (...) {  // logged below, or it is our own cancellation
            problem = std::current_exception();
        }
        const bool stalled = watch_->end();
        if (watch_->cancelled()) throw boost::system::system_error(asio::error::operation_aborted);
        if (stalled) co_await asio::this_coro::reset_cancellation_state();
        if (stalled || problem)
            handlers::note(context_.handler_failures, typeid(handler), stalled ? nullptr : problem);
        else if (validation != ValidationResult::ignore)
            worst = std::max(worst.value_or(validation), validation);
    }
    if (worst) report_validation(*worst, std::move(about));
}

void Session::report_validation(ValidationResult worst, net::PeerReport about) {
    if (worst == ValidationResult::duplicate) return;
    if (worst == ValidationResult::reject) about.event = net::PeerEvent::sent_bad_data;
    protocol_->report(std::move(about));
}

/// The report on a message that handlers accept.
net::PeerReport Session::gossiped(std::uint64_t message_code, std::size_t bytes,
                                  std::size_t items) const {
    net::PeerReport about = net::PeerEvent::useful_gossip;
    about.message = name_of(message_code);
    about.bytes = bytes;
    about.items = items;
    return about;
}

void Session::tell_head(const Status& status) {
    net::PeerHead head;
    head.hash = status.head;
    head.number = status.latest;
    protocol_->set_head(head);
}

void Session::learn_head(const Hash256& hash, std::uint64_t number, const Uint256& difficulty) {
    const std::scoped_lock lock(status_mutex_);
    if (difficulty <= status_.total_difficulty) return;
    status_.head = hash;
    status_.latest = number;
    status_.total_difficulty = difficulty;
    tell_head(status_);
}

/// Up to eth/68, Status has the hash of the peer's head without its number.
void Session::learn_number(const Hash256& hash, const SharedBytes& header) {
    if (const Status known = status(); known.head != hash || known.latest != 0) return;
    const Result<Header> decoded = decode_header(header);
    if (!decoded || crypto::keccak256(header) != hash) return;
    const std::scoped_lock lock(status_mutex_);
    if (status_.head != hash) return;
    status_.latest = decoded->number;
    tell_head(status_);
}

Result<void> Session::tolerate_repeated(std::size_t bytes) {
    if (!repeats_.tolerates(bytes, clock_.now())) return Errc::limit_exceeded;
    return {};
}

awaitable<Result<void>> Session::on_new_block_hashes(SharedBytes payload) {
    if (!block_hashes_.take(clock_.now())) {
        drop(name_of(code::new_block_hashes));
        co_return Result<void>{};
    }
    const Result<std::vector<BlockAnnouncement>> blocks = decode_new_block_hashes(payload);
    if (!blocks) co_return blocks.error();
    for (const BlockAnnouncement& block : *blocks) known_blocks_.add(block.hash);
    auto call = [&blocks](BlockHandler& handler, const Origin& seen) {
        return handler.on_block_hashes(seen, *blocks);
    };
    auto about = gossiped(code::new_block_hashes, payload.size(), blocks->size());
    co_await tell<BlockHandler>(std::move(about), call);
    co_return Result<void>{};
}

awaitable<Result<void>> Session::on_new_block(SharedBytes payload) {
    const Result<RawBlock> block = decode_new_block(payload);
    if (!block) co_return block.error();
    known_blocks_.add(block->hash);
    // Of what the peer itself sent: a block that it was sent, or announced, may cross this one.
    if (!sent_blocks_.add(block->hash)) {
        drop(name_of(code::new_block));
        co_return tolerate_repeated(payload.size());
    }
    if (block->total_difficulty) learn_head(block->hash, block->number, *block->total_difficulty);
    auto call = [&block](BlockHandler& handler, const Origin& seen) {
        return handler.on_block(seen, *block);
    };
    auto about = gossiped(code::new_block, payload.size(), 1);
    co_await tell<BlockHandler>(std::move(about), call);
    co_return Result<void>{};
}

awaitable<Result<void>> Session::on_transactions(SharedBytes payload) {
    const Result<std::vector<RawTransaction>> transactions = decode_transactions(payload);
    if (!transactions) co_return transactions.error();
    std::size_t fresh = 0;
    for (const RawTransaction& transaction : *transactions) {
        if (known_transactions_.add(transaction.hash)) ++fresh;
    }
    if (fresh < transactions->size()) {
        const std::size_t repeated = transactions->size() - fresh;
        const Result<void> tolerated =
            tolerate_repeated(payload.size() * repeated / transactions->size());
        if (!tolerated) co_return tolerated.error();
    }
    auto call = [&transactions](TxHandler& handler, const Origin& seen) {
        return handler.on_transactions(seen, *transactions);
    };
    auto about = gossiped(code::transactions, payload.size(), transactions->size());
    co_await tell<TxHandler>(std::move(about), call);
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
    auto about = gossiped(code::new_pooled_transaction_hashes, payload.size(), announced->size());
    co_await tell<TxHandler>(std::move(about), call);
    co_return Result<void>{};
}

}  // namespace plexus::inline v1::eth
