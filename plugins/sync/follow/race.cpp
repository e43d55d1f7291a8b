#include "race.hpp"

#include <algorithm>

#include <api/async/within.hpp>

namespace plexus::sync {
namespace {

using namespace std::chrono_literals;

/// After that time others begin, as many as there are: several round trips around the world.
constexpr auto slow_after = 1s;

/// A peer that has not responded in that time when another chain has won counts as silent.
constexpr auto silent_after = 3s;

}  // namespace

/// One chain that is followed.
class Race::Runner final : public RoundGate {
public:
    Runner(Race& race, Candidate target)
        : race_(race),
          head_(target.head.hash),
          round_(race.services_, race.settings_, race.ours_, race.handing_, race.failing_,
                 std::move(target), *this, race.log_),
          began_(race.clock_.now()),
          task_(race.services_.host.strand()) {}

    awaitable<void> until_contents() override {
        while (!may_fetch()) co_await race_.changed_.wait();
        fetches_ = true;
    }

    awaitable<void> until_room(std::size_t bytes) override {
        if (bytes <= race_.limits_.bytes) co_return;
        while (race_.large_ != nullptr && race_.large_ != this) co_await race_.changed_.wait();
        race_.large_ = this;
    }

    bool may_change() override {
        if (race_.winner_ != nullptr || race_.interrupted_) return false;
        race_.winner_ = this;
        race_.cancel_others(this);
        return true;
    }

    Round& round() noexcept { return round_; }
    const Round& round() const noexcept { return round_; }
    const Hash256& head() const noexcept { return head_; }
    bool over() const noexcept { return over_; }
    /// Whether it fetches contents, and not only headers.
    bool fetches() const noexcept { return fetches_ && !over_; }
    /// Whether its peer has not responded for long.
    bool silent() const {
        return !over_ && !round_.branch().has_begun() &&
               race_.clock_.now() - began_ >= silent_after;
    }

    /// Runs until it has ended or is cancelled.
    awaitable<void> run(awaitable<void> task) {
        task_.spawn("sync round", std::move(task));
        co_await task_.join();
    }
    void cancel() { task_.cancel(); }
    void end() {
        over_ = true;
        if (race_.large_ == this) race_.large_ = nullptr;
    }

private:
    /// The contents of one head are not fetched twice.
    bool may_fetch() const {
        const auto is_same = [this](const auto& other) {
            return other->fetches() && other->head() == head_;
        };
        return race_.with_contents() < race_.limits_.rounds &&
               std::ranges::none_of(race_.runners_, is_same);
    }

    Race& race_;
    Hash256 head_;
    Round round_;
    SteadyTime began_;
    TaskScope task_;  ///< of this one, so that it can be cancelled without the others
    bool fetches_ = false;
    bool over_ = false;
};

Race::Race(const Services& services, const Settings& settings, OurChain& ours,
           GossipReceiver& gossip, Handing& handing, Candidates& candidates, FailingPeers& failing,
           Judge judge, Logger& log)
    : services_(services),
      settings_(settings),
      ours_(ours),
      gossip_(gossip),
      handing_(handing),
      candidates_(candidates),
      failing_(failing),
      judge_(std::move(judge)),
      log_(log),
      clock_(Clock::of(services.host.strand())),
      limits_(limits_of_unproven(settings)),
      tasks_(services.host.strand()),
      changed_(services.host.strand()) {}

Race::~Race() = default;

awaitable<void> Race::run() {
    tasks_.spawn("sync race", conduct());
    tasks_.spawn("sync race and gossip", watch_gossip());
    co_await tasks_.join();  // joined even if this is cancelled: the tasks refer to the race
}

awaitable<void> Race::conduct() {
    while (true) {
        const bool may_begin = winner_ == nullptr && !interrupted_;
        if (may_begin && (open_ == 0 || clock_.now() >= next_start_)) {
            candidates_.request_all();
            begin_more();
        }
        if (open_ == 0) break;
        auto change = changed_.wait();
        if (may_begin) {
            (void)co_await within(next_start_ - clock_.now(), std::move(change));
        } else {
            co_await std::move(change);
        }
    }
    tasks_.cancel();
}

awaitable<void> Race::watch_gossip() {
    co_await gossip_.until_next();
    if (winner_ != nullptr) co_return;
    interrupted_ = true;
    cancel_others(nullptr);
}

bool Race::may_begin(const Candidate& target) const {
    const Hash256& head = target.head.hash;
    return !without_contents_.contains(head) && !begun_.contains({target.peer->node().id, head});
}

void Race::begin_more() {
    const std::size_t most = failed_now_ ? 1 : std::max<std::size_t>(open_, 1);
    failed_now_ = false;
    next_start_ = clock_.now() + slow_after;
    std::size_t count = 0;
    for (const Candidate& target : candidates_.ahead_of(ours_.end(), ours_.total_difficulty())) {
        if (count == most) break;
        if (!may_begin(target)) continue;
        begin(target);
        ++count;
    }
}

void Race::begin(const Candidate& target) {
    begun_.emplace(target.peer->node().id, target.head.hash);
    runners_.push_back(std::make_unique<Runner>(*this, target));
    ++open_;
    tasks_.spawn("sync follow a peer", follow(*runners_.back()));
}

awaitable<void> Race::follow(Runner& runner) {
    std::optional<Result<void>> outcome;
    auto task = [](Round& round, std::optional<Result<void>>& into) -> awaitable<void> {
        const Result<void> ended = co_await round.run();
        into = ended;
    };
    auto running = task(runner.round(), outcome);
    co_await runner.run(std::move(running));
    runner.end();
    --open_;
    if (outcome) judge(runner, *outcome);
    changed_.notify();
}

void Race::judge(const Runner& runner, const Result<void>& outcome) {
    const bool lost = winner_ != nullptr && winner_ != &runner;
    if (lost || interrupted_) return;
    brought_ = runner.round().tally().blocks;
    judge_(runner.round().branch().target(), outcome.error());
    if (outcome) return;
    failed_now_ = true;
    next_start_ = clock_.now();
    if (outcome.error() != Errc::already_exists) problem_ = outcome.error();
    if (!runner.round().has_compared() || winner_ == &runner) return;
    without_contents_.insert(runner.head());
    for (const auto& other : runners_) {
        if (other->head() == runner.head()) other->cancel();
    }
}

/// Peers that were silent all the time are judged by it: they get requests after all others.
void Race::cancel_others(const Runner* kept) {
    for (const auto& runner : runners_) {
        if (runner.get() == kept) continue;
        if (runner->silent()) {
            judge_(runner->round().branch().target(), make_error_code(Errc::timed_out));
        }
        runner->cancel();
    }
}

std::size_t Race::with_contents() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(runners_, [](const auto& runner) { return runner->fetches(); }));
}

}  // namespace plexus::sync
