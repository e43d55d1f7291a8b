#include "follower_feed.hpp"

#include <algorithm>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <api/async/blocking.hpp>
#include <api/async/strand.hpp>
#include <api/async/within.hpp>

namespace plexus::chainstore {
namespace {

using namespace std::chrono_literals;

/// The pause before a call that has failed is made again. It doubles from the one to the other.
constexpr Duration first_pause = 1s;
constexpr Duration longest_pause = 5min;

}  // namespace

/// While it exists, put() counts changes.
class FollowerFeed::Open {
public:
    explicit Open(FollowerFeed& feed) : feed_(feed) { feed_.open_ = true; }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    ~Open() {
        feed_.open_ = false;
        feed_.told_ = feed_.put_;
        feed_.changed_.notify();
    }

private:
    FollowerFeed& feed_;
};

FollowerFeed::FollowerFeed(Host& host)
    : host_(host),
      clock_(Clock::of(host.strand())),
      handler_failures_(host),
      changed_(host.strand()) {}

std::uint64_t FollowerFeed::put(std::vector<chain::StoredBlock> appended) {
    PLEXUS_ON_STRAND(host_.strand());
    if (!open_) return told_;
    appended_ = std::move(appended);
    changed_.notify();
    return ++put_;
}

awaitable<void> FollowerFeed::told(std::uint64_t turn) {
    while (told_ < turn) co_await changed_.wait();
}

awaitable<void> FollowerFeed::run(Store& store) {
    PLEXUS_ON_STRAND(host_.strand());
    store_ = &store;
    const Open open(*this);
    try {
        co_await follow_changes();
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted) throw;
    }
    // The call that was the last one to end was not interrupted, so it must not be made again.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await store_place();
}

awaitable<void> FollowerFeed::follow_changes() {
    auto reading = [this] { return store_->confirmed(confirmations_); };
    Result<FollowerPlace> end = co_await on_blocking(host_.runtime(), reading);
    if (end) newcomers_ = *end;
    while (true) {
        const std::uint64_t turn = put_;
        co_await tell_all();
        if (end) newcomers_ = *end;
        told_ = turn;
        if (put_ == turn) appended_.clear();
        changed_.notify();
        co_await wait_for_change(turn);
        end = co_await on_blocking(host_.runtime(), reading);
    }
}

/// Waits until the chain has changed, or a call that has failed is to be made again.
awaitable<void> FollowerFeed::wait_for_change(std::uint64_t turn) {
    while (put_ == turn) {
        if (failing_.empty()) {
            co_await changed_.wait();
            continue;
        }
        const auto next = std::ranges::min_element(
            failing_, {}, [](const auto& item) { return item.second.due; });
        const SteadyTime due = next->second.due;
        if (clock_.now() >= due) co_return;
        auto change = changed_.wait();
        (void)co_await within(due - clock_.now(), std::move(change));
    }
}

bool FollowerFeed::may_be_called(const std::string& name) const {
    const auto found = failing_.find(name);
    return found == failing_.end() || clock_.now() >= found->second.due;
}

void FollowerFeed::fail(const std::string& name) {
    Retry& retry = failing_[name];
    retry.pause = std::clamp(2 * retry.pause, first_pause, longest_pause);
    retry.due = clock_.now() + retry.pause;
}

awaitable<void> FollowerFeed::tell_all() {
    // Collected anew for each change: followers join and leave.
    for (chain::ChainFollower& follower : host_.every<chain::ChainFollower>()) {
        co_await bring(follower);
    }
}

/// A store that cannot be read, as it has said itself, leaves the follower behind until the next
/// change.
awaitable<void> FollowerFeed::bring(chain::ChainFollower& follower) {
    if (!may_be_called(follower.follower_name())) co_return;
    const bool known = co_await find_place(follower);
    if (!known) co_return;
    bool more = true;
    while (more) more = co_await step(follower);
}

/// @returns whether the follower can be told anything
awaitable<bool> FollowerFeed::find_place(chain::ChainFollower& follower) {
    const std::string name = follower.follower_name();
    if (places_.contains(name)) co_return true;
    if (name.empty() || name.size() > most_follower_name) {
        PLEXUS_LOG(handler_failures_.log, error)
            << "a follower has no name, or one of more than 255 bytes: it is told of nothing"
            << kv("bytes", name.size());
        co_return false;
    }
    const handlers::HandlerName shown{std::string_view{name}};
    auto position = follower.position();
    const auto own = co_await handlers::guarded(handler_failures_, shown, std::move(position));
    auto reading = [this, &name] { return store_->follower(name); };
    const Result<FollowerPlace> stored = co_await on_blocking(host_.runtime(), reading);
    if (!stored && stored.error() != Errc::not_found) co_return false;
    FollowerPlace place = stored ? *stored : newcomers_;
    if (own && *own) place = {(*own)->number, (*own)->hash};
    places_[name] = place;
    if (stored && *stored == place) co_return true;
    unstored_.emplace(name, place);
    co_await store_place();
    co_return true;
}

/// @returns whether there may be more to tell
awaitable<bool> FollowerFeed::step(chain::ChainFollower& follower) {
    const std::string name = follower.follower_name();
    const FollowerPlace told = places_.at(name);
    Result<FollowerStep> next = step_through_appended(told);
    if (next->added.empty()) {
        auto reading = [this, &told] { return store_->step_of_follower(told, confirmations_); };
        next = co_await on_blocking(host_.runtime(), reading);
    }
    if (!next) co_return false;
    say_what_lacks(name, *next);
    if (next->lost) {
        unstored_.emplace(name, next->at);
        places_[name] = next->at;
        co_await store_place();
    }
    if (!next->removed.empty()) {
        const chain::BlockRef ancestor(next->at.number, next->at.hash, next->parent);
        auto operation = follower.on_rewound(ancestor, next->removed);
        const bool ended = co_await call(name, std::move(operation), next->at);
        if (!ended) co_return false;
    }
    if (next->added.empty()) co_return false;
    const chain::StoredBlock& last = next->added.back();
    const FollowerPlace after(last.number, last.hash);
    auto operation = follower.on_extended(next->added);
    co_return co_await call(name, std::move(operation), after);
}

/// The next blocks of a follower that was told of what they were appended to, which need not be
/// read; nothing where others have to stand on them first. A block that came without receipts is
/// read: the store has those of an empty one.
FollowerStep FollowerFeed::step_through_appended(const FollowerPlace& told) const {
    FollowerStep step;
    step.at = told;
    if (confirmations_ > 0) return step;
    auto next = std::ranges::find(appended_, told.hash, &chain::StoredBlock::parent);
    for (; next != appended_.end() && next->receipts && !step.is_full(); ++next) step.add(*next);
    return step;
}

/// Makes a call, and stores where the follower is then, unless it fails or is ended by the node's
/// stop.
/// @returns whether it has succeeded
awaitable<bool> FollowerFeed::call(const std::string& name, awaitable<void> operation,
                                   const FollowerPlace& place) {
    auto noted = note(std::move(operation), name, place);
    const handlers::HandlerName shown{std::string_view{name}};
    const Result<void> ended =
        co_await handlers::guarded(handler_failures_, shown, std::move(noted));
    if (!ended) {
        fail(name);
        co_return false;
    }
    failing_.erase(name);
    places_[name] = place;
    co_await store_place();
    co_return true;
}

awaitable<void> FollowerFeed::note(awaitable<void> operation, std::string name,
                                   FollowerPlace place) {
    co_await std::move(operation);
    unstored_.emplace(std::move(name), place);
}

awaitable<void> FollowerFeed::store_place() {
    if (!unstored_) co_return;
    auto writing = [this] { return store_->put_follower(unstored_->first, unstored_->second); };
    (void)co_await on_blocking(host_.runtime(), writing);  // a failure is told by the store
    unstored_.reset();
}

void FollowerFeed::say_what_lacks(const std::string& name, const FollowerStep& step) {
    if (step.lost) {
        PLEXUS_LOG(handler_failures_.log, error)
            << "the block that a follower was told of last is not known: it goes on behind the "
               "head, without what lies between"
            << kv("follower", name) << kv("block", step.at.number + 1);
    }
    // Below a chain that begins at a checkpoint there is nothing to miss.
    if (step.missed > 0 && places_.at(name).number > 0) {
        PLEXUS_LOG(handler_failures_.log, warn)
            << "the store does not have the blocks that a follower is to be told of next, and "
               "goes on above them"
            << kv("follower", name) << kv("blocks", step.missed)
            << kv("next", step.added.front().number);
    }
}

}  // namespace plexus::chainstore
