#include "gossip_receiver.hpp"

#include <algorithm>

#include <api/async/await_on.hpp>
#include <api/async/blocking.hpp>
#include <api/async/strand.hpp>
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

/// After that time the next announcer is tried too: several times a round trip around the world.
constexpr auto slow_after = 400ms;

/// Announcers of one block that wait for their turn. The announcement of one more is a hint.
constexpr std::size_t most_waiting = 8;

/// How long an announced block is requested in all.
constexpr auto fetch_limit = 10s;

/// A peer sends a block on before it has executed it, so its receipts may take a moment.
constexpr unsigned most_attempts = 5;
constexpr auto first_pause = 100ms;  // then it doubles

/// The part of the memory that blocks which came by gossip may take.
constexpr std::size_t blocks_part = 8;

}  // namespace

struct GossipReceiver::Fetch {
    Fetch(const Executor& strand, const eth::BlockAnnouncement& what)
        : block(what), changed(strand) {}

    /// How many announcers have not been requested.
    std::size_t waiting() const { return announcers.size() - requested; }
    auto next() { return announcers.begin() + static_cast<std::ptrdiff_t>(requested); }

    eth::BlockAnnouncement block;
    net::PeerPtr first{};                    ///< announced it first
    std::vector<net::PeerPtr> announcers{};  ///< those that were requested, then those that wait
    std::size_t requested = 0;               ///< of the announcers
    std::size_t open = 0;                    ///< requests on their way
    std::optional<Batch> found{};
    bool over = false;  ///< it has come on another way
    Event changed;
};

GossipReceiver::GossipReceiver(const Services& services, const Settings& settings, Logger log)
    : services_(services),
      settings_(settings),
      log_(std::move(log)),
      strand_(services.host.strand()),
      clock_(Clock::of(strand_)),
      changed_(strand_),
      blocks_(settings.memory_bytes / blocks_part) {}

void GossipReceiver::open(OurChain& ours, TaskScope& tasks) {
    PLEXUS_ON_STRAND(strand_);
    ours_ = &ours;
    tasks_ = &tasks;
}

void GossipReceiver::close() {
    ours_ = nullptr;
    tasks_ = nullptr;
    fetches_.clear();
    hints_.clear();
}

std::optional<GossipBlock> GossipReceiver::take_next() {
    PLEXUS_ON_STRAND(strand_);
    const Position end = ours_->end();
    blocks_.drop_up_to(end.next - 1);
    return blocks_.take_next(end);
}

awaitable<void> GossipReceiver::until_next() {
    while (!blocks_.has_next(ours_->end())) co_await changed_.wait();
}

std::vector<Hint> GossipReceiver::take_hints() {
    PLEXUS_ON_STRAND(strand_);
    std::vector<Hint> hints;
    for (auto& [id, hint] : std::exchange(hints_, {})) hints.push_back(std::move(hint));
    return hints;
}

bool GossipReceiver::has_news() const {
    return woken_ || !hints_.empty() || blocks_.has_next(ours_->end());
}

void GossipReceiver::wake() {
    PLEXUS_ON_STRAND(strand_);
    woken_ = true;
    changed_.notify();
}

/// The timer wakes it as news do: each second ends so, and a cancelled wait costs an exception.
awaitable<bool> GossipReceiver::wait(Duration limit) {
    const SteadyTime until = clock_.now() + limit;
    Timer timer(strand_);
    timer.start(limit, [this] { changed_.notify(); });
    while (!has_news() && clock_.now() < until) co_await changed_.wait();
    co_return std::exchange(woken_, false);
}

awaitable<eth::ValidationResult> GossipReceiver::on_block(const eth::Origin& origin,
                                                          const eth::RawBlock& block) {
    // What was requested is on its way already: sync itself hands it on.
    if (origin.source != eth::Source::gossip) co_return eth::ValidationResult::ignore;
    auto there = take(origin.peer, block);
    co_return co_await await_on(strand_, std::move(there));
}

awaitable<eth::ValidationResult> GossipReceiver::on_block_hashes(
    const eth::Origin& origin, std::span<const eth::BlockAnnouncement> blocks) {
    const std::size_t count = std::min(blocks.size(), most_announced);
    std::vector<eth::BlockAnnouncement> first(blocks.begin(),
                                              blocks.begin() + static_cast<std::ptrdiff_t>(count));
    auto there = hear(origin.peer, std::move(first));
    co_return co_await await_on(strand_, std::move(there));
}

bool GossipReceiver::is_near(std::uint64_t number) const {
    const std::uint64_t next = ours_->end().next;
    return number >= next ? number - next <= near_ahead : next - number <= near_behind;
}

/// Whether a block is our end, or about to become part of our chain.
bool GossipReceiver::is_expected(const Hash256& parent) {
    const auto is_fetched = [&parent](const auto& item) { return item.first.first == parent; };
    return ours_->end().parent == parent || blocks_.find(parent) != nullptr ||
           std::ranges::any_of(fetches_, is_fetched);
}

awaitable<bool> GossipReceiver::is_known(Hash256 hash, std::uint64_t number) {
    if (blocks_.find(hash) != nullptr) co_return true;
    const Position end = ours_->end();
    if (end.parent == hash) co_return true;
    if (number >= end.next) co_return false;
    const Result<Hash256> ours = co_await ours_->hash_at(number);
    co_return ours&&* ours == hash;
}

awaitable<eth::ValidationResult> GossipReceiver::take(net::PeerPtr from, eth::RawBlock block) {
    PLEXUS_ON_STRAND(strand_);
    if (!is_open()) co_return eth::ValidationResult::ignore;
    const bool known = co_await is_known(block.hash, block.number);
    if (!is_open()) co_return eth::ValidationResult::ignore;
    if (known) {
        blocks_.note(block.hash, from);
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
    GossipBlock gossiped;
    gossiped.batch = std::move(*batch);
    gossiped.told_difficulty = block.total_difficulty.value_or(Uint256{});
    gossiped.from.push_back(from);
    const bool sealed = services_.rules != nullptr && services_.rules->checks_seals();
    const bool useful = settle(std::move(gossiped));
    co_return useful&& sealed ? eth::ValidationResult::accept : eth::ValidationResult::ignore;
}

/// @returns whether the block follows our end, now or soon
bool GossipReceiver::settle(GossipBlock gossiped) {
    const eth::CheckedHeader header = gossiped.header();
    if (blocks_.find(header.hash) != nullptr) return false;
    const auto fetch = fetches_.find({header.hash, header.header.number});
    if (fetch != fetches_.end()) {
        fetch->second->over = true;
        fetch->second->changed.notify();
    }
    if (!is_expected(header.header.parent)) {
        hint_at(gossiped);
        return false;
    }
    if (settings_.receipts == Receipts::unwanted) gossiped.batch.receipts.clear();
    gossiped.complete = gossiped.batch.receipts.empty() || gossiped.batch.receipts.front();
    const bool complete_now = gossiped.complete;
    if (!complete_now && LargeReceipts::may_be_of(header.header)) {
        hint_at(gossiped);  // not every peer can send them, the sender perhaps not
        return false;
    }
    blocks_.add(std::move(gossiped));
    if (!complete_now) tasks_->spawn("sync receipts of gossip", complete(header.hash));
    changed_.notify();
    return true;
}

/// Fetches the receipts of a block that came without them, from the peers that have it in turn.
awaitable<void> GossipReceiver::complete(Hash256 hash) {
    Duration pause = first_pause;
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        const GossipBlock* const gossiped = blocks_.find(hash);
        if (gossiped == nullptr) co_return;
        const net::PeerPtr peer = gossiped->from.at(attempt % gossiped->from.size());
        Batch batch = gossiped->batch;
        const Result<void> brought = co_await request_receipts(services_, peer, batch);
        GossipBlock* const still = blocks_.find(hash);
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
    if (const std::optional<GossipBlock> gossiped = blocks_.take(hash)) hint_at(*gossiped);
    give_up(hash);
}

awaitable<eth::ValidationResult> GossipReceiver::hear(net::PeerPtr from,
                                                      std::vector<eth::BlockAnnouncement> blocks) {
    PLEXUS_ON_STRAND(strand_);
    bool all_known = true;
    for (const eth::BlockAnnouncement& block : blocks) {
        if (!is_open()) co_return eth::ValidationResult::ignore;
        const bool known = co_await is_known(block.hash, block.number);
        if (!is_open()) co_return eth::ValidationResult::ignore;
        if (known) {
            blocks_.note(block.hash, from);
            continue;
        }
        all_known = false;
        announced(from, block);
    }
    co_return all_known ? eth::ValidationResult::duplicate : eth::ValidationResult::ignore;
}

void GossipReceiver::announced(const net::PeerPtr& from, const eth::BlockAnnouncement& block) {
    const auto known = fetches_.find({block.hash, block.number});
    if (known != fetches_.end() && join_fetch(*known->second, from)) return;
    const Position end = ours_->end();
    const bool follows =
        end.parent && block.number >= end.next && block.number - end.next < most_ahead;
    if (follows && known == fetches_.end() && fetches_of(from) < most_fetches) {
        tasks_->spawn("sync announced block", bring(begin_fetch(from, block)));
        return;
    }
    Hint elsewhere;
    elsewhere.peer = from;
    elsewhere.hash = block.hash;
    elsewhere.number = block.number;
    hint(std::move(elsewhere));
}

/// Takes the place of an announcer that did not send what it had announced, where all are taken.
/// @returns false if too many other announcers wait
bool GossipReceiver::join_fetch(Fetch& fetch, const net::PeerPtr& from) {
    if (std::ranges::find(fetch.announcers, from) != fetch.announcers.end()) return true;
    if (fetch.waiting() < most_waiting) {
        fetch.announcers.push_back(from);
    } else {
        const auto is_failing = [this](const auto& peer) { return failing_.contains(*peer); };
        const auto failing = std::find_if(fetch.next(), fetch.announcers.end(), is_failing);
        if (failing == fetch.announcers.end() || is_failing(from)) return false;
        *failing = from;
    }
    fetch.changed.notify();
    return true;
}

std::size_t GossipReceiver::fetches_of(const net::PeerPtr& peer) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        fetches_, [&peer](const auto& item) { return item.second->first == peer; }));
}

GossipReceiver::FetchPtr GossipReceiver::begin_fetch(const net::PeerPtr& from,
                                                     const eth::BlockAnnouncement& block) {
    auto fetch = std::make_shared<Fetch>(strand_, block);
    fetch->first = from;
    fetch->announcers.push_back(from);
    fetches_.emplace(std::pair{block.hash, block.number}, fetch);
    return fetch;
}

/// Requests the block of its announcers, each once: the next one as soon as no request is open, or
/// the last one takes long.
awaitable<void> GossipReceiver::bring(FetchPtr fetch) {
    const SteadyTime until = clock_.now() + fetch_limit;
    SteadyTime next_request{};
    fetch->found = co_await held_block(services_, fetch->first, fetch->block);
    while (!fetch->found && !fetch->over && clock_.now() < until) {
        const bool more = fetch->waiting() > 0;
        if (more && (fetch->open == 0 || clock_.now() >= next_request)) {
            ++fetch->open;
            tasks_->spawn("sync request to announcer", request_from(fetch, take_announcer(*fetch)));
            next_request = clock_.now() + slow_after;
        } else if (!more && fetch->open == 0) {
            break;
        }
        const SteadyTime wake = fetch->waiting() > 0 ? std::min(next_request, until) : until;
        auto change = fetch->changed.wait();
        (void)co_await within(wake - clock_.now(), std::move(change));
    }
    const Hash256 hash = fetch->block.hash;
    fetches_.erase({hash, fetch->block.number});
    if (fetch->found && is_open()) {
        GossipBlock gossiped;
        gossiped.batch = std::move(*fetch->found);
        gossiped.from.push_back(gossiped.batch.headers_from);
        (void)settle(std::move(gossiped));
    } else if (!fetch->over) {
        give_up(hash);
    }
}

/// The announcer whose turn it is: those that did not send what they had announced come last.
net::PeerPtr GossipReceiver::take_announcer(Fetch& fetch) {
    const auto next = fetch.next();
    const auto is_failing = [this](const auto& peer) { return failing_.contains(*peer); };
    const auto reliable = std::find_if_not(next, fetch.announcers.end(), is_failing);
    if (reliable != fetch.announcers.end()) std::iter_swap(next, reliable);
    ++fetch.requested;
    return *next;
}

awaitable<void> GossipReceiver::request_from(FetchPtr fetch, net::PeerPtr peer) {
    Result<Batch> batch =
        co_await request_announced(services_, settings_.receipts, peer, fetch->block);
    --fetch->open;
    failing_.note(*peer, !batch);
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
void GossipReceiver::give_up(const Hash256& hash) {
    for (const GossipBlock& child : blocks_.take_children(hash)) {
        hint_at(child);
        give_up(child.header().hash);
    }
}

void GossipReceiver::hint(Hint hint) {
    const net::NodeId id = hint.peer->node().id;
    hints_.insert_or_assign(id, std::move(hint));
    changed_.notify();
}

void GossipReceiver::hint_at(const GossipBlock& gossiped) {
    Hint shown;
    shown.peer = gossiped.from.front();
    shown.hash = gossiped.header().hash;
    shown.number = gossiped.header().header.number;
    shown.header = gossiped.header();
    shown.told_difficulty = gossiped.told_difficulty;
    hint(std::move(shown));
}

}  // namespace plexus::sync
