#include "round.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

#include <api/async/within.hpp>
#include <kit/eth/types/limits.hpp>

#include "handing.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// The part of the memory that waiting headers may take; the rest is for bodies and receipts.
constexpr std::size_t header_part = 8;

/// What a batch may hold at the least, if the memory allows only one at a time.
constexpr std::size_t least_work_bytes = 2 * eth::limits::response_bytes;

/// How many headers may be read, for each block that they replace, until they must be heavier.
/// Difficulty differs by a factor of two on a chain with proof of authority.
constexpr std::uint64_t most_for_one = 4;

/// How long it may take to see that a chain is heavier: it is a few requests.
constexpr auto compare_limit = 1min;

/// In each such period a round must bring so many blocks, which is slower than any chain grows: the
/// peers of a better one may be waiting.
constexpr auto pace_period = 2min;
constexpr std::uint64_t least_blocks = 16;

/// Headers that are read in any case.
constexpr std::uint64_t few_headers = 1024;

}  // namespace

Round::Round(const Services& services, const Settings& settings, OurChain& ours, Logger& log)
    : services_(services),
      settings_(settings),
      ours_(ours),
      log_(log),
      handler_failures_(services.host),
      fetcher_(services, settings.receipts, log),
      changed_(services.host.strand()) {
    // A work holds its limit and one response beyond it, which has at most the size of a message.
    const std::size_t memory = settings.memory_bytes - settings.memory_bytes / header_part;
    const std::size_t work_bytes = eth::limits::message_bytes + least_work_bytes;
    most_works_ = std::clamp<std::size_t>(memory / work_bytes, 1, settings.window);
    work_limit_bytes_ = std::max(memory / most_works_, work_bytes) - eth::limits::message_bytes;
}

awaitable<Result<void>> Round::bring(Candidate target, Position behind, std::uint64_t last) {
    const Executor strand = services_.host.strand();
    Clock& clock = Clock::of(strand);
    place_ = behind;
    next_to_gather_ = behind.next;
    ancestry_.emplace(services_, std::move(target), behind, last, log_);
    const std::uint64_t depth = ours_.end().next - behind.next;
    auto comparison = compare(depth);
    const Result<void> compared = co_await within(compare_limit, std::move(comparison));
    if (!compared) co_return compared;
    report_.emplace(std::cerr, terminal::ProgressBar::style_of_stderr(), behind.next, last,
                    clock.now());
    tasks_.emplace(strand);
    tasks_->spawn("sync headers", read_headers());
    tasks_->spawn("sync deliver", deliver());
    tasks_->spawn("sync pace", watch_pace());
    co_await tasks_->join();  // joined even if this is cancelled: the tasks refer to the round
    if (tally_.blocks > 0) report_->finish(tally_, clock.now());
    co_return outcome_;
}

/// Reads headers until they are heavier than what they would replace.
awaitable<Result<void>> Round::compare(std::uint64_t depth) {
    if (depth > 0) {
        const Result<Weight> ours = co_await ours_.weight_from(place_.next);
        if (!ours) co_return ours.error();
        replaced_ = *ours;
    }
    while (heavier_from_ == 0) {
        if (ancestry_->complete()) co_return make_error_code(Errc::already_exists);
        if (theirs_.blocks > few_headers + most_for_one * depth) {
            co_return make_error_code(Errc::already_exists);
        }
        Result<HeaderRow> row = co_await ancestry_->next();
        if (!row) co_return row.error();
        add(std::move(*row));
    }
    co_return Result<void>{};
}

void Round::add(HeaderRow row) {
    for (const eth::CheckedHeader& header : row.headers) {
        row_bytes_ += header.raw.size();
        theirs_.add(header.header);
        const bool is_more = replaced_.blocks == 0 || heavier(theirs_, replaced_);
        if (heavier_from_ == 0 && is_more) heavier_from_ = header.header.number;
    }
    rows_.push_back(std::move(row));
    changed_.notify();
}

bool Round::is_full() const noexcept {
    return rows_.size() > 1 &&
           (rows_.size() * rows_.front().headers.size() > 2 * settings_.window * settings_.batch ||
            row_bytes_ > settings_.memory_bytes / header_part);
}

awaitable<void> Round::read_headers() {
    while (outcome_ && !ancestry_->complete()) {
        if (is_full()) {
            co_await changed_.wait();
            continue;
        }
        Result<HeaderRow> row = co_await ancestry_->next();
        if (!row) {
            // What has come is linked and lawful, so it is made use of all the same.
            if (outcome_) outcome_ = row.error();
            break;
        }
        add(std::move(*row));
    }
    headers_ended_ = true;
    changed_.notify();
}

/// The next headers, as a batch.
Batch Round::next_batch() {
    HeaderRow& row = rows_.front();
    Batch batch;
    batch.headers_from = row.from;
    const std::size_t amount = std::min<std::size_t>(settings_.batch, row.headers.size());
    const auto end = row.headers.begin() + static_cast<std::ptrdiff_t>(amount);
    std::move(row.headers.begin(), end, std::back_inserter(batch.headers));
    row.headers.erase(row.headers.begin(), end);
    for (const eth::CheckedHeader& header : batch.headers) row_bytes_ -= header.raw.size();
    if (row.headers.empty()) rows_.pop_front();
    return batch;
}

/// The first blocks that nobody fetches, or null.
Round::WorkPtr Round::next_to_begin() {
    for (const auto& [first, work] : works_) {
        if (work->state == Work::State::waiting) return work;
    }
    if (rows_.empty()) return nullptr;
    auto work = std::make_shared<Work>();
    work->batch = next_batch();
    works_.emplace(work->batch.first(), work);
    return work;
}

void Round::begin_more() {
    const auto busy = [](const auto& item) { return item.second->state != Work::State::waiting; };
    auto begun = static_cast<std::size_t>(std::ranges::count_if(works_, busy));
    for (; begun < most_works_; ++begun) {
        const WorkPtr work = next_to_begin();
        if (work == nullptr) return;
        work->state = Work::State::fetching;
        tasks_->spawn("sync batch " + std::to_string(work->batch.first()), fetch(work));
    }
}

awaitable<void> Round::fetch(WorkPtr work) {
    Result<std::optional<Batch>> rest = co_await fetcher_.fetch(work->batch, work_limit_bytes_);
    if (!rest) {
        PLEXUS_LOG(log_, warn) << "nobody has what a peer's headers promise"
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

/// Whether no further blocks will come.
bool Round::is_over() const noexcept { return headers_ended_ && rows_.empty() && works_.empty(); }

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
        report_->show(tally_, services_.pool.peers().size(), clock.now());
    }
    tasks_->cancel();
}

/// Blocks of another branch are held back until they are heavier than those that they replace, or
/// until they take half of the memory.
awaitable<Result<void>> Round::finish(WorkPtr work) {
    gathered_.push_back(work);
    gathered_bytes_ += work->batch.bytes();
    const bool enough =
        work->batch.last() >= heavier_from_ || gathered_bytes_ >= settings_.memory_bytes / 2;
    if (!enough) co_return Result<void>{};
    const Result<void> put = co_await put_gathered();
    if (!put) co_return put;
    for (const WorkPtr& done : gathered_) {
        count(tally_, done->batch);
        co_await hand_over(services_.host, done->batch, handler_failures_);
    }
    gathered_.clear();
    gathered_bytes_ = 0;
    co_return Result<void>{};
}

awaitable<Result<void>> Round::put_gathered() {
    std::vector<chain::StoredBlock> blocks;
    for (const WorkPtr& work : gathered_) {
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
