#include "round.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

#include <api/async/within.hpp>
#include <kit/eth/types/limits.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// The part of the memory that waiting headers may take; the rest is for bodies and receipts.
constexpr std::size_t header_part = 8;

/// What a batch may hold at the least, if the memory allows only one at a time.
constexpr std::size_t least_work_bytes = 2 * eth::limits::response_bytes;

/// A work holds its limit and one response beyond it, which has at most the size of a message.
constexpr std::size_t work_bytes = eth::limits::message_bytes + least_work_bytes;

/// In each such period a round must bring so many blocks, which is slower than any chain grows: the
/// peers of a better one may be waiting.
constexpr auto pace_period = 2min;
constexpr std::uint64_t least_blocks = 16;

/// How long it may take until anything new comes: the time of one request.
constexpr auto longest_stall = 16s;

/// As long as the headers may be made up: the blocks of one batch, which are requested from many
/// peers.
constexpr std::size_t few_blocks = 16;

/// Rounds that fetch contents side by side before one of them is proven.
constexpr std::size_t most_rounds = 8;

std::size_t contents_bytes(const Settings& settings) {
    return settings.memory_bytes - settings.memory_bytes / header_part;
}

}  // namespace

RoundLimits limits_of_unproven(const Settings& settings) {
    // Half of the memory is for the works, half for finished blocks, which one round may have
    // beyond its share.
    const std::size_t half = contents_bytes(settings) / 2;
    RoundLimits limits;
    limits.rounds = std::clamp<std::size_t>(half / work_bytes, 1, most_rounds);
    limits.bytes = half / 2 / limits.rounds;
    return limits;
}

Round::Round(const Services& services, const Settings& settings, OurChain& ours, Handing& handing,
             FailingPeers& failing, Candidate target, RoundGate& gate, Logger& log)
    : services_(services),
      settings_(settings),
      ours_(ours),
      handing_(handing),
      gate_(gate),
      log_(log),
      fetcher_(services, settings.receipts, failing, log),
      branch_(services, settings, ours, std::move(target), log),
      changed_(services.host.strand()) {
    const std::size_t memory = contents_bytes(settings);
    most_works_ = std::clamp<std::size_t>(memory / work_bytes, 1, settings.window);
    work_limit_bytes_ = std::max(memory / most_works_, work_bytes) - eth::limits::message_bytes;
}

awaitable<Result<void>> Round::run() {
    const Executor strand = services_.host.strand();
    began_ = Clock::of(strand).now();
    const Result<void> compared = co_await branch_.compare();
    if (!compared) co_return compared;
    co_await gate_.until_contents();
    compared_ = true;
    place_ = branch_.behind();
    next_to_gather_ = place_.next;
    PLEXUS_LOG(log_, debug) << "following a peer's chain"
                            << kv("peer", net::brief(branch_.target().peer->node().id))
                            << kv("from", place_.next) << kv("to", branch_.last())
                            << kv("replaced", ours_.end().next - place_.next);
    tasks_.emplace(strand);
    tasks_->spawn("sync headers", read_headers());
    tasks_->spawn("sync deliver", deliver());
    tasks_->spawn("sync pace", watch_pace());
    tasks_->spawn("sync stall", watch_stall());
    co_await tasks_->join();  // joined even if this is cancelled: the tasks refer to the round
    if (tally_.blocks > 0) report_->finish(tally_, Clock::of(strand).now());
    co_return outcome_;
}

awaitable<void> Round::read_headers() {
    while (outcome_ && !branch_.complete()) {
        // What is heavier is there: more are read once they are worth it.
        if (!proven_ || branch_.is_full()) {
            co_await changed_.wait();
            continue;
        }
        const Result<void> read = co_await branch_.read_more();
        if (!read) {
            // What has come is linked and lawful, so it is made use of all the same.
            if (outcome_) outcome_ = read;
            break;
        }
        changed_.notify();
    }
    headers_ended_ = true;
    changed_.notify();
}

/// The first blocks that nobody fetches, or null.
Round::WorkPtr Round::next_to_begin() {
    for (const auto& [first, work] : works_) {
        if (work->state == Work::State::waiting) return work;
    }
    if (branch_.empty()) return nullptr;
    auto work = std::make_shared<Work>();
    work->batch = branch_.next_batch(proven_ ? settings_.batch
                                             : std::min<std::size_t>(few_blocks, settings_.batch));
    works_.emplace(work->batch.first(), work);
    return work;
}

void Round::begin_more() {
    const auto busy = [](const auto& item) { return item.second->state != Work::State::waiting; };
    auto begun = static_cast<std::size_t>(std::ranges::count_if(works_, busy));
    // Works that are done wait for those before them, so a round that is not proven has one.
    for (const std::size_t most = proven_ ? most_works_ : 1; begun < most; ++begun) {
        const WorkPtr work = next_to_begin();
        if (work == nullptr) return;
        work->state = Work::State::fetching;
        tasks_->spawn("sync batch " + std::to_string(work->batch.first()), fetch(work));
    }
}

awaitable<void> Round::fetch(WorkPtr work) {
    using Effort = Fetcher::Effort;
    const Effort effort = proven_ ? Effort::until_all_failed : Effort::until_the_shower_failed;
    const std::size_t limit = proven_ ? work_limit_bytes_ : least_work_bytes;
    Result<std::optional<Batch>> rest = co_await fetcher_.fetch(work->batch, limit, effort);
    if (!rest) {
        PLEXUS_LOG(log_, debug) << "nobody has what a peer's headers promise"
                                << kv("peer", net::brief(work->batch.headers_from->node().id))
                                << kv("block", work->batch.first());
        fail(rest.error());
        co_return;
    }
    if (*rest) {
        auto more = std::make_shared<Work>();
        more->batch = std::move(**rest);
        works_.emplace(more->batch.first(), more);
    }
    work->state = Work::State::done;
    changed_.notify();
}

void Round::fail(const ErrorCode& error) {
    outcome_ = error;
    tasks_->cancel();
}

awaitable<void> Round::watch_pace() {
    while (true) {
        const std::uint64_t before = next_to_gather_;
        co_await sleep_for(pace_period);
        if (!delivering_ && next_to_gather_ - before < least_blocks) {
            fail(make_error_code(Errc::timed_out));
        }
    }
}

/// Of all parts that have come and are not part of our chain.
std::size_t Round::bytes() const {
    std::size_t sum = gathered_bytes_;
    for (const auto& [first, work] : works_) sum += work->batch.bytes();
    return sum;
}

/// A peer that has only shown headers must not take the place of others for long. The first blocks
/// of a made-up branch may be those of the honest chain, so that holds all the time.
awaitable<void> Round::watch_stall() {
    while (true) {
        const std::uint64_t next = next_to_gather_;
        const std::size_t before = bytes();
        co_await sleep_for(longest_stall);
        const bool stalls = next_to_gather_ == next && bytes() == before;
        if (!delivering_ && stalls) fail(make_error_code(Errc::timed_out));
    }
}

/// Whether no further blocks will come.
bool Round::is_over() const noexcept { return headers_ended_ && branch_.empty() && works_.empty(); }

awaitable<void> Round::deliver() {
    Clock& clock = Clock::of(services_.host.strand());
    while (!is_over()) {
        begin_more();
        const auto next = works_.find(next_to_gather_);
        if (next == works_.end() || next->second->state != Work::State::done) {
            co_await changed_.wait();
            continue;
        }
        const WorkPtr work = next->second;
        delivering_ = true;
        const Result<void> finished = co_await finish(work);
        delivering_ = false;
        if (!finished) {
            fail(finished.error());
            co_return;
        }
        works_.erase(work->batch.first());
        next_to_gather_ = work->batch.last() + 1;
        changed_.notify();
        if (report_) report_->show(tally_, services_.pool.peers().size(), clock.now());
    }
    tasks_->cancel();
}

/// Blocks of another branch are held back until they are heavier than those that they replace, or
/// until they take half of the memory.
awaitable<Result<void>> Round::finish(WorkPtr work) {
    gathered_.push_back(work);
    gathered_bytes_ += work->batch.bytes();
    const std::size_t half = contents_bytes(settings_) / 2;
    const bool heavier = work->batch.last() >= branch_.heavier_from();
    if (!proven_ && !heavier) co_await gate_.until_room(gathered_bytes_);
    if (!heavier && gathered_bytes_ < (proven_ ? half : half / 2)) co_return Result<void>{};
    if (!proven_ && !gate_.may_change()) co_return ErrorCode{asio::error::operation_aborted};
    if (!std::exchange(proven_, true)) {
        report_.emplace(std::cerr, terminal::ProgressBar::style_of_stderr(), place_.next,
                        branch_.last(), began_);
    }
    const Result<void> put = co_await put_gathered();
    if (!put) co_return put;
    for (const WorkPtr& done : gathered_) {
        count(tally_, done->batch);
        if (!ours_.is_stored()) co_await handing_.hand_over(done->batch);
    }
    gathered_.clear();
    gathered_bytes_ = 0;
    co_return Result<void>{};
}

awaitable<Result<void>> Round::put_gathered() {
    std::vector<chain::StoredBlock> blocks;
    for (const WorkPtr& work : gathered_) {
        if (ours_.is_stored()) handing_.note(work->batch);
        std::ranges::move(blocks_of(work->batch), std::back_inserter(blocks));
    }
    const Batch& end = gathered_.back()->batch;
    const std::uint64_t next = end.last() + 1;
    const Hash256 parent = end.headers.back().hash;
    const Result<void> put = co_await ours_.put(place_, std::move(blocks));
    if (!put) co_return put;
    place_.next = next;
    place_.parent = parent;
    co_return Result<void>{};
}

}  // namespace plexus::sync
