#include "live.hpp"

#include <algorithm>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/async/within.hpp>

#include "whole_block.hpp"

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// Which blocks beside our end are looked at when they come whole: bsc's fetcher keeps the same
/// distance ahead, and no branch is left much later than that.
constexpr std::uint64_t near_ahead = 32;
constexpr std::uint64_t near_behind = 64;

/// Blocks behind our end that are fetched as soon as they are announced, without their parent.
constexpr std::uint64_t most_ahead = 2;

/// Of one message: a peer at the tip announces one or two.
constexpr std::size_t most_announced = 16;

/// Announced blocks that are fetched at once and that the same peer has announced first.
constexpr std::size_t most_fetches = 4;

/// After that time the next announcer is asked too: several times a round trip around the world.
constexpr auto slow_after = 400ms;

/// How long an announced block is asked for in all.
constexpr auto fetch_limit = 10s;

/// A peer sends a block on before it has executed it, so its receipts may take a moment.
constexpr unsigned most_attempts = 5;
constexpr auto first_pause = 100ms;  // then it doubles

/// The part of the memory that blocks which came by gossip may take.
constexpr std::size_t arrivals_part = 8;

}  // namespace

struct Live::Fetch {
    Fetch(const Executor& strand, const eth::BlockAnnouncement& what)
        : block(what), changed(strand) {}

    eth::BlockAnnouncement block;
    std::vector<net::PeerPtr> announcers{};  ///< in the order in which they announced it
    std::size_t open = 0;                    ///< requests on their way
    std::optional<Batch> found{};
    bool over = false;  ///< it has come on another way
    Event changed;
};

Live::Live(const Services& services, const Settings& settings, Logger log)
    : services_(services),
      settings_(settings),
      log_(std::move(log)),
      strand_(services.host.strand()),
      clock_(Clock::of(strand_)),
      changed_(strand_),
      arrivals_(settings.memory_bytes / arrivals_part) {}

void Live::open(OurChain& ours, TaskScope& tasks) {
    ours_ = &ours;
    tasks_ = &tasks;
}

void Live::close() {
    ours_ = nullptr;
    tasks_ = nullptr;
    fetches_.clear();
    hints_.clear();
}

std::optional<Arrival> Live::take_next() {
    const Position end = ours_->end();
    arrivals_.drop_up_to(end.next - 1);
    return arrivals_.take_next(end);
}

awaitable<void> Live::until_next() {
    while (!arrivals_.has_next(ours_->end())) co_await changed_.wait();
}

std::vector<Hint> Live::take_hints() {
    std::vector<Hint> hints;
    for (auto& [id, hint] : std::exchange(hints_, {})) hints.push_back(std::move(hint));
    return hints;
}

bool Live::has_news() const {
    return woken_ || !hints_.empty() || arrivals_.has_next(ours_->end());
}

void Live::wake() {
    woken_ = true;
    changed_.notify();
}

awaitable<bool> Live::wait(Duration limit) {
    const SteadyTime until = clock_.now() + limit;
    while (!has_news() && clock_.now() < until) {
        auto change = changed_.wait();
        (void)co_await within(until - clock_.now(), std::move(change));
    }
    co_return std::exchange(woken_, false);
}

awaitable<eth::ValidationResult> Live::on_block(const eth::Origin& origin,
                                                const eth::RawBlock& block) {
    // What was requested is on its way already: sync itself hands it on.
    if (origin.source != eth::Source::gossip) co_return eth::ValidationResult::ignore;
    auto there = take(origin.peer, block);
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<eth::ValidationResult> Live::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    const std::size_t count = std::min(blocks.size(), most_announced);
    std::vector<eth::BlockAnnouncement> first(blocks.begin(),
                                              blocks.begin() + static_cast<std::ptrdiff_t>(count));
    auto there = hear(origin.peer, std::move(first));
    co_return co_await await_on(strand_, std::move(there));
}

bool Live::is_near(std::uint64_t number) const {
    const std::uint64_t next = ours_->end().next;
    return number >= next ? number - next <= near_ahead : next - number <= near_behind;
}

/// Whether a block is our end, or about to become part of our chain.
bool Live::is_expected(const Hash256& parent) {
    const auto is_fetched = [&parent](const auto& item) { return item.first.first == parent; };
    return ours_->end().parent == parent || arrivals_.find(parent) != nullptr ||
           std::ranges::any_of(fetches_, is_fetched);
}

awaitable<bool> Live::is_known(Hash256 hash, std::uint64_t number) {
    if (arrivals_.find(hash) != nullptr) co_return true;
    const Position end = ours_->end();
    if (end.parent == hash) co_return true;
    if (number >= end.next) co_return false;
    const Result<Hash256> ours = co_await ours_->hash_at(number);
    co_return ours&&* ours == hash;
}

awaitable<eth::ValidationResult> Live::take(net::PeerPtr from, eth::RawBlock block) {
    if (!is_open()) co_return eth::ValidationResult::ignore;
    const bool known = co_await is_known(block.hash, block.number);
    if (!is_open()) co_return eth::ValidationResult::ignore;
    if (known) {
        arrivals_.note(block.hash, from);
        co_return eth::ValidationResult::duplicate;
    }
    if (!is_near(block.number)) {
        Hint far;
        far.peer = from;
        far.hash = block.hash;
        far.number = block.number;
        hint(std::move(far));
        co_return eth::ValidationResult::ignore;
    }
    co_await services_.prepare_rules();
    auto work = [&] { return check_gossiped(services_, block, from); };
    Result<Batch> batch = co_await on_blocking(services_.host.runtime(), std::move(work));
    if (!batch) {
        PLEXUS_LOG(log_, debug) << "a peer has sent a block that does not check"
                                << kv("peer", net::brief(from->node().id))
                                << kv("block", block.number)
                                << kv("error", batch.error().message());
        co_return eth::ValidationResult::reject;
    }
    if (!is_open()) co_return eth::ValidationResult::ignore;
    Arrival arrival;
    arrival.batch = std::move(*batch);
    arrival.told_difficulty = block.total_difficulty.value_or(Uint256{});
    arrival.from.push_back(from);
    const bool sealed = services_.rules != nullptr && services_.rules->checks_seals();
    const bool useful = settle(std::move(arrival));
    co_return useful&& sealed ? eth::ValidationResult::accept : eth::ValidationResult::ignore;
}

/// @returns whether the block follows our end, now or soon
bool Live::settle(Arrival arrival) {
    const eth::CheckedHeader header = arrival.header();
    if (arrivals_.find(header.hash) != nullptr) return false;
    const auto fetch = fetches_.find({header.hash, header.header.number});
    if (fetch != fetches_.end()) {
        fetch->second->over = true;
        fetch->second->changed.notify();
    }
    if (!is_expected(header.header.parent)) {
        hint_at(arrival);
        return false;
    }
    if (settings_.receipts == Receipts::unwanted) arrival.batch.receipts.clear();
    arrival.complete = arrival.batch.receipts.empty() || arrival.batch.receipts.front();
    const bool complete_now = arrival.complete;
    arrivals_.add(std::move(arrival));
    if (!complete_now) tasks_->spawn("sync receipts of gossip", complete(header.hash));
    changed_.notify();
    return true;
}

/// Fetches the receipts of a block that came without them, from the peers that have it in turn.
awaitable<void> Live::complete(Hash256 hash) {
    Duration pause = first_pause;
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        const Arrival* const arrival = arrivals_.find(hash);
        if (arrival == nullptr) co_return;
        const net::PeerPtr peer = arrival->from.at(attempt % arrival->from.size());
        Batch batch = arrival->batch;
        const Result<void> brought = co_await request_receipts(services_, peer, batch);
        Arrival* const still = arrivals_.find(hash);
        if (still == nullptr) co_return;
        if (brought) {
            still->batch = std::move(batch);
            still->complete = true;
            changed_.notify();
            co_return;
        }
        co_await sleep_for(pause);
        pause *= 2;
    }
    if (const std::optional<Arrival> arrival = arrivals_.take(hash)) hint_at(*arrival);
    give_up(hash);
}

awaitable<eth::ValidationResult> Live::hear(net::PeerPtr from,
                                            std::vector<eth::BlockAnnouncement> blocks) {
    bool all_known = true;
    for (const eth::BlockAnnouncement& block : blocks) {
        if (!is_open()) co_return eth::ValidationResult::ignore;
        const bool known = co_await is_known(block.hash, block.number);
        if (!is_open()) co_return eth::ValidationResult::ignore;
        if (known) {
            arrivals_.note(block.hash, from);
            continue;
        }
        all_known = false;
        announced(from, block);
    }
    co_return all_known ? eth::ValidationResult::duplicate : eth::ValidationResult::ignore;
}

void Live::announced(const net::PeerPtr& from, const eth::BlockAnnouncement& block) {
    const auto known = fetches_.find({block.hash, block.number});
    if (known != fetches_.end()) {
        auto& announcers = known->second->announcers;
        const bool is_new = std::ranges::find(announcers, from) == announcers.end();
        if (is_new && announcers.size() < Arrivals::most_peers) announcers.push_back(from);
        known->second->changed.notify();
        return;
    }
    const Position end = ours_->end();
    const bool follows =
        end.parent && block.number >= end.next && block.number - end.next < most_ahead;
    if (follows && fetches_of(from) < most_fetches) {
        tasks_->spawn("sync announced block", bring(begin_fetch(from, block)));
        return;
    }
    Hint elsewhere;
    elsewhere.peer = from;
    elsewhere.hash = block.hash;
    elsewhere.number = block.number;
    hint(std::move(elsewhere));
}

std::size_t Live::fetches_of(const net::PeerPtr& peer) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        fetches_, [&peer](const auto& item) { return item.second->announcers.front() == peer; }));
}

Live::FetchPtr Live::begin_fetch(const net::PeerPtr& from, const eth::BlockAnnouncement& block) {
    auto fetch = std::make_shared<Fetch>(strand_, block);
    fetch->announcers.push_back(from);
    fetches_.emplace(std::pair{block.hash, block.number}, fetch);
    return fetch;
}

/// Asks the announcers, each once: the next one as soon as no request is open, or the last one
/// takes long.
awaitable<void> Live::bring(FetchPtr fetch) {
    const SteadyTime until = clock_.now() + fetch_limit;
    SteadyTime next_ask{};
    std::size_t asked = 0;
    fetch->found = co_await held_block(services_, fetch->announcers.front(), fetch->block);
    while (!fetch->found && !fetch->over && clock_.now() < until) {
        const bool more = asked < fetch->announcers.size();
        if (more && (fetch->open == 0 || clock_.now() >= next_ask)) {
            ++fetch->open;
            tasks_->spawn("sync ask announcer", ask(fetch, fetch->announcers[asked++]));
            next_ask = clock_.now() + slow_after;
        } else if (!more && fetch->open == 0) {
            break;
        }
        const SteadyTime wake =
            asked < fetch->announcers.size() ? std::min(next_ask, until) : until;
        auto change = fetch->changed.wait();
        (void)co_await within(wake - clock_.now(), std::move(change));
    }
    const Hash256 hash = fetch->block.hash;
    fetches_.erase({hash, fetch->block.number});
    if (fetch->found && is_open()) {
        Arrival arrival;
        arrival.batch = std::move(*fetch->found);
        arrival.from.push_back(arrival.batch.headers_from);
        (void)settle(std::move(arrival));
    } else if (!fetch->over) {
        give_up(hash);
    }
}

awaitable<void> Live::ask(FetchPtr fetch, net::PeerPtr peer) {
    Result<Batch> batch =
        co_await request_announced(services_, settings_.receipts, peer, fetch->block);
    --fetch->open;
    if (!batch) {
        PLEXUS_LOG(log_, debug) << "a peer does not send the block that it has announced"
                                << kv("peer", net::brief(peer->node().id))
                                << kv("block", fetch->block.number)
                                << kv("error", batch.error().message());
    } else if (!fetch->found) {
        fetch->found = std::move(*batch);
    }
    fetch->changed.notify();
}

/// Blocks that wait for one that does not come are looked for on the way of all others.
void Live::give_up(const Hash256& hash) {
    for (const Arrival& child : arrivals_.take_children(hash)) {
        hint_at(child);
        give_up(child.header().hash);
    }
}

void Live::hint(Hint hint) {
    const net::NodeId id = hint.peer->node().id;
    hints_.insert_or_assign(id, std::move(hint));
    changed_.notify();
}

void Live::hint_at(const Arrival& arrival) {
    Hint shown;
    shown.peer = arrival.from.front();
    shown.hash = arrival.header().hash;
    shown.number = arrival.header().header.number;
    shown.header = arrival.header();
    shown.told_difficulty = arrival.told_difficulty;
    hint(std::move(shown));
}

}  // namespace plexus::sync
