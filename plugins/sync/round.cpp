#include "round.hpp"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <utility>

#include <api/async/blocking.hpp>

#include "handing.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// How often the patience is checked.
constexpr auto between_looks = 1s;

chain::RawItems raw_headers(const Batch& batch) {
    chain::RawItems headers;
    for (const eth::CheckedHeader& header : batch.headers) headers.push_back(header.raw);
    return headers;
}

Result<void> check_all(const chain::HeaderRules& rules, const chain::RawItems& headers) {
    for (const SharedBytes& header : headers) {
        const Result<void> action = rules.check(header);
        if (!action) return action;
    }
    return {};
}

}  // namespace

Round::Round(const Services& services, const Settings& settings, Logger& log)
    : services_(services),
      settings_(settings),
      log_(log),
      troubles_(services.host),
      fetcher_(eth::Client(services.pool, services.host.runtime()).appending(services.body_rules),
               settings.receipts, log),
      changed_(services.host.strand()) {}

awaitable<Result<void>> Round::bring(Position from, std::uint64_t last, Storing storing) {
    const Executor strand = services_.host.strand();
    Clock& clock = Clock::of(strand);
    position_ = from;
    last_ = last;
    storing_ = storing;
    last_received_ = clock.now();
    report_.emplace(std::cerr, terminal::ProgressBar::style_of_stderr(), from.next, last,
                    clock.now());
    do {
        again_ = false;
        window_.clear();
        next_to_begin_ = position_.next;
        tasks_.emplace(strand);
        tasks_->spawn("sync deliver", deliver());
        tasks_->spawn("sync patience", watch());
        co_await tasks_->join();  // joined even if this is cancelled: the tasks refer to the round
    } while (again_);
    if (outcome_) report_->finish(tally_, clock.now());
    co_return outcome_;
}

void Round::begin_more() {
    while (window_.size() < settings_.window && next_to_begin_ <= last_) {
        const auto work = std::make_shared<Work>();
        work->batch.first = next_to_begin_;
        work->batch.count = std::min(settings_.batch, last_ - next_to_begin_ + 1);
        next_to_begin_ += work->batch.count;
        window_.emplace(work->batch.first, work);
        tasks_->spawn("sync batch " + std::to_string(work->batch.first), fetch(work));
    }
}

void Round::arrived() {
    last_received_ = Clock::of(services_.host.strand()).now();
    changed_.notify();
}

awaitable<void> Round::fetch(std::shared_ptr<Work> work) {
    co_await anchor(*work);
    const Result<void> contents = co_await fetcher_.fetch_contents(work->batch);
    if (!contents) {
        start_over(work->batch);
        co_return;
    }
    work->done = true;
    arrived();
}

awaitable<void> Round::anchor(Work& work) {
    while (!work.anchored) {
        co_await fetcher_.fetch_headers(work.batch, excluded_);
        arrived();
        if (!co_await is_lawful(work.batch)) continue;
        while (!may_be_judged(work.batch)) co_await changed_.wait();
        const std::optional<Hash256> parent = parent_of(work.batch);
        work.anchored = !parent || work.batch.headers.front().header.parent == *parent;
        if (!work.anchored) refuse(work.batch);
    }
    any_excluded_ = false;
    changed_.notify();
}

/// Whether the batch before this one is anchored, or already stored.
bool Round::may_be_judged(const Batch& batch) const {
    if (batch.first == position_.next) return true;
    const auto before = std::prev(window_.find(batch.first));
    return before->second->anchored;
}

std::optional<Hash256> Round::parent_of(const Batch& batch) const {
    if (batch.first == position_.next) return position_.parent;
    const auto before = std::prev(window_.find(batch.first));
    return before->second->batch.headers.back().hash;
}

void Round::refuse(Batch& batch) {
    PLEXUS_LOG(log_, warn) << "a peer's headers do not continue our chain"
                           << kv("peer", net::brief(batch.headers_from->node().id))
                           << kv("block", batch.first);
    // The blocks up to the position are verified, so a first batch that does not continue them is
    // the peer's fault. A later batch may be right and the batch before it wrong; the bodies of
    // that batch will show it.
    if (batch.first == position_.next) {
        eth::report(*batch.headers_from, net::PeerEvent::sent_bad_data);
    }
    forget_headers(batch);
}

/// Seals are costly to check, so this runs on the blocking pool. A peer that sent unlawful headers
/// is reported, whatever the batch before turns out to be.
awaitable<bool> Round::is_lawful(Batch& batch) {
    if (services_.rules == nullptr) co_return true;
    auto work = [rules = services_.rules, headers = raw_headers(batch)] {
        return check_all(*rules, headers);
    };
    const Result<void> action = co_await on_blocking(services_.host.runtime(), std::move(work));
    if (action) co_return true;
    PLEXUS_LOG(log_, warn) << "a peer's headers break the rules of the chain"
                           << kv("peer", net::brief(batch.headers_from->node().id))
                           << kv("from", batch.first) << kv("error", action.error().message());
    eth::report(*batch.headers_from, net::PeerEvent::sent_bad_data);
    forget_headers(batch);
    co_return false;
}

/// So that the next attempt asks another peer.
void Round::forget_headers(Batch& batch) {
    batch.excluded.insert(batch.headers_from->node().id);
    batch.headers.clear();
    any_excluded_ = true;
}

void Round::start_over(const Batch& batch) {
    // Later batches may continue this one, so all of them are dropped.
    PLEXUS_LOG(log_, warn) << "nobody has what a peer's headers promise"
                           << kv("peer", net::brief(batch.headers_from->node().id))
                           << kv("block", batch.first);
    excluded_.insert(batch.headers_from->node().id);
    again_ = true;
    changed_.notify();  // deliver() ends the attempt, but not in the middle of a batch
}

awaitable<void> Round::deliver() {
    Clock& clock = Clock::of(services_.host.strand());
    while (outcome_ && !again_ && position_.next <= last_) {
        begin_more();
        const std::shared_ptr<Work> work = window_.at(position_.next);
        if (!work->done) {
            co_await changed_.wait();
            continue;
        }
        delivering_ = true;
        outcome_ = co_await finish(work->batch);
        delivering_ = false;
        window_.erase(work->batch.first);
        arrived();
        report_->show(tally_, services_.pool.peers().size(), clock.now());
    }
    again_ = again_ && outcome_ && position_.next <= last_;
    tasks_->cancel();
}

awaitable<void> Round::watch() {
    Clock& clock = Clock::of(services_.host.strand());
    while (delivering_ || clock.now() - last_received_ <= settings_.patience) {
        co_await sleep_for(between_looks);
    }
    outcome_ = make_error_code(any_excluded_ ? Errc::invalid_data : Errc::timed_out);
    again_ = false;
    tasks_->cancel();
}

awaitable<Result<void>> Round::finish(const Batch& batch) {
    if (storing_ == Storing::wanted) {
        std::vector<chain::StoredBlock> blocks = blocks_of(batch);
        const Result<chain::Head> head = co_await services_.writer->append(std::move(blocks));
        if (!head) co_return head.error();
    }
    position_.next = batch.last() + 1;
    position_.parent = batch.headers.back().hash;
    count(tally_, batch);
    co_await hand_over(services_.host, batch, troubles_);
    co_return Result<void>{};
}

}  // namespace plexus::sync
