#include "follower.hpp"

#include <algorithm>
#include <utility>

#include <api/async/within.hpp>
#include <kit/eth/raw_block.hpp>

namespace plexus::sync {
namespace {

/// After so many peers' rows that did not continue our chain, it is ours that differs from theirs.
constexpr unsigned most_misfits = 3;

/// Tells all handlers of a block and its receipts. Opinions count for what is gossiped; what was
/// fetched has been checked, so a "bad" is the handler's own affair.
awaitable<void> tell_handlers(Host& host, const eth::Sighting& seen,
                              const chain::StoredBlock& block) {
    const Result<eth::RawBlock> raw = eth::make_raw_block(block.header, block.body);
    if (!raw) co_return;
    for (eth::BlockHandler* handler : host.every<eth::BlockHandler>()) {
        co_await handler->on_block(seen, *raw);
    }
    if (!block.receipts) co_return;
    eth::RawReceipts receipts;
    receipts.block_hash = block.hash;
    receipts.block_number = block.number;
    receipts.list = *block.receipts;
    for (eth::ReceiptHandler* handler : host.every<eth::ReceiptHandler>()) {
        co_await handler->on_receipts(seen, receipts);
    }
}

}  // namespace

Follower::Follower(Services services, Settings settings, Logger log)
    : services_(services),
      settings_(settings),
      log_(std::move(log)),
      fetcher_(services.pool, services.host.runtime(), settings.receipts, log_),
      tasks_(services.host.strand()),
      changed_(services.host.strand()) {}

std::uint64_t Follower::next_number() const {
    if (settings_.from != 0) return settings_.from;
    return services_.reader != nullptr ? services_.reader->head().number + 1 : 1;
}

awaitable<Result<std::uint64_t>> Follower::run_once() {
    const std::optional<Target> target = co_await find_target(services_.pool);
    if (!target) co_return make_error_code(Errc::no_peer);
    const std::uint64_t first = next_number();
    const std::uint64_t last =
        settings_.to != 0 ? std::min(settings_.to, target->number) : target->number;
    if (last < first) co_return std::uint64_t{0};

    tally_ = Tally{};
    last_hash_.reset();
    if (settings_.from == 0 && services_.reader != nullptr) {
        last_hash_ = services_.reader->head().hash;
    }
    const Result<void> brought = co_await bring(first, last);
    if (!brought) co_return brought.error();
    co_return tally_.blocks;
}

void Follower::begin(std::uint64_t first, std::uint64_t last) {
    const auto work = std::make_shared<Work>();
    work->batch.first = first;
    work->batch.count = std::min(settings_.batch, last - first + 1);
    next_to_begin_ = first + work->batch.count;
    window_.emplace(first, work);
    tasks_.spawn("sync batch " + std::to_string(first), fetch(work));
}

awaitable<void> Follower::fetch(std::shared_ptr<Work> work) {
    co_await fetcher_.fetch(work->batch);
    work->done = true;
    last_arrival_ = Clock::of(tasks_.executor()).now();
    changed_.notify();
}

awaitable<Result<void>> Follower::bring(std::uint64_t first, std::uint64_t last) {
    Clock& clock = Clock::of(tasks_.executor());
    Progress progress(first, last, clock.now());
    last_arrival_ = clock.now();
    next_to_begin_ = first;
    Result<void> outcome{};
    std::uint64_t next = first;
    while (next <= last && outcome) {
        while (window_.size() < settings_.window && next_to_begin_ <= last) {
            begin(next_to_begin_, last);
        }
        const std::shared_ptr<Work> work = window_.at(next);
        if (work->done) {
            outcome = co_await finish(*work);
            if (outcome && work->done) {
                window_.erase(next);
                next += work->batch.count;
                progress.show(tally_, services_.pool.peers().size(), clock.now());
            }
            continue;
        }
        // Awake now and then, although nothing came, to see whether that has lasted too long.
        (void)co_await within(std::chrono::seconds{1}, changed_.wait());
        if (clock.now() - last_arrival_ > settings_.patience) {
            outcome = make_error_code(Errc::timed_out);
        }
    }
    tasks_.cancel();
    co_await tasks_.join();
    window_.clear();
    if (outcome) progress.finish(tally_, clock.now());
    co_return outcome;
}

bool Follower::continues(const Batch& batch) const {
    return !last_hash_ || batch.pieces.front().header.parent == *last_hash_;
}

awaitable<Result<void>> Follower::finish(Work& work) {
    Batch& batch = work.batch;
    if (!continues(batch)) {
        // The row before is anchored in our own chain, so this one is at fault; ask somebody else.
        batch.headers_from->report(net::PeerEvent::sent_bad_data);
        if (++work.misfits >= most_misfits) co_return make_error_code(Errc::invalid_data);
        work.done = false;
        batch.pieces.clear();
        tasks_.spawn("sync batch " + std::to_string(batch.first), fetch(window_.at(batch.first)));
        co_return Result<void>{};
    }
    if (services_.writer != nullptr && settings_.from == 0) {
        std::vector<chain::StoredBlock> blocks;
        for (const Piece& piece : batch.pieces) blocks.push_back(piece.block);
        const Result<chain::Head> head = co_await services_.writer->append(std::move(blocks));
        if (!head) co_return head.error();
    }
    last_hash_ = batch.pieces.back().block.hash;
    count(tally_, batch);
    co_await hand_over(batch);
    co_return Result<void>{};
}

awaitable<void> Follower::hand_over(const Batch& batch) {
    // Handlers are called on the strand of the peer that the sighting names, as for gossip.
    auto there = [](Host& host, const Batch& row) -> awaitable<void> {
        eth::Sighting seen;
        seen.peer = row.headers_from;
        seen.provenance = eth::Provenance::fetched;
        for (const Piece& piece : row.pieces) {
            const Clock& clock = Clock::of(row.headers_from->strand());
            seen.steady = clock.now();
            seen.wall = clock.wall();
            co_await tell_handlers(host, seen, piece.block);
        }
    };
    auto telling = there(services_.host, batch);
    co_await asio::co_spawn(batch.headers_from->strand(), std::move(telling), asio::use_awaitable);
}

}  // namespace plexus::sync
