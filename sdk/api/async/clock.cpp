#include "clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/system_error.hpp>
#include <optional>

namespace plexus::inline v1 {

/// Shared with the handlers in flight, which may run after the Timer is gone.
struct TimerState {
    explicit TimerState(const Executor& executor) : timer(executor) {}

    asio::steady_timer timer;
    std::uint64_t round = 0;  // tells a handler of an earlier start that it is out of date
    bool fired = false;  // a driven clock fires a timer by cancelling its wait, and marks it here
    // Where a driven clock has it: many timers have the same deadline, so it is not searched for.
    std::optional<std::multimap<SteadyTime, std::weak_ptr<TimerState>>::iterator> enlisted{};
};

asio::execution_context::id Clock::id;

Clock::Clock(asio::execution_context& context) : asio::execution_context::service(context) {}

Clock::~Clock() = default;

void Clock::shutdown() {
    for (const auto& [deadline, waiter] : waiters_) {
        if (const auto state = waiter.lock()) state->enlisted.reset();
    }
    waiters_.clear();
}

Clock& Clock::of(const Executor& executor) {
    return asio::use_service<Clock>(asio::query(executor, asio::execution::context));
}

SteadyTime Clock::now() const noexcept { return driven_ ? now_ : std::chrono::steady_clock::now(); }

WallTime Clock::wall() const noexcept { return driven_ ? wall_ : std::chrono::system_clock::now(); }

void Clock::drive_from(WallTime wall) {
    driven_ = true;
    now_ = SteadyTime{std::chrono::hours{1}};  // not zero: time points before the start must exist
    wall_ = wall;
}

bool Clock::advance(SteadyTime limit) {
    while (!waiters_.empty() && waiters_.begin()->first <= limit) {
        const auto first = waiters_.extract(waiters_.begin());
        const std::shared_ptr<TimerState> state = first.mapped().lock();
        if (!state) continue;
        if (first.key() > now_) {
            wall_ += std::chrono::duration_cast<WallTime::duration>(first.key() - now_);
            now_ = first.key();
        }
        state->enlisted.reset();
        state->fired = true;
        state->timer.cancel();
        return true;
    }
    return false;
}

void Clock::enlist(SteadyTime deadline, Waiter waiter) {
    const std::shared_ptr<TimerState> state = waiter.lock();
    if (state->enlisted) waiters_.erase(*state->enlisted);  // started again before its time
    state->enlisted = waiters_.emplace(deadline, std::move(waiter));
}

Timer::Timer(const Executor& executor)
    : executor_(executor), state_(std::make_shared<TimerState>(executor)) {}

Timer::Timer(Timer&&) noexcept = default;

Timer::~Timer() {
    if (state_) cancel();
}

void Timer::cancel() {
    ++state_->round;
    state_->fired = false;
    state_->timer.cancel();
}

namespace {

void arm(TimerState& state, Clock& clock, bool driven, Duration after) {
    state.fired = false;
    if (driven) {
        state.timer.expires_at(SteadyTime::max());
    } else {
        state.timer.expires_at(clock.now() + after);
    }
}

}  // namespace

void Timer::start(Duration after, std::function<void()> expired) {
    Clock& clock = Clock::of(executor_);
    arm(*state_, clock, clock.driven_, after);
    if (clock.driven_) clock.enlist(clock.now() + after, state_);
    const std::uint64_t round = ++state_->round;
    state_->timer.async_wait([state = state_, round, call = std::move(expired)](ErrorCode error) {
        const bool due = !error || state->fired;
        if (due && state->round == round) call();
    });
}

awaitable<void> Timer::wait(Duration after) {
    const std::shared_ptr<TimerState> state = state_;
    Clock& clock = Clock::of(executor_);
    arm(*state, clock, clock.driven_, after);
    if (clock.driven_) clock.enlist(clock.now() + after, state);
    ++state->round;
    auto due = state->timer.async_wait(asio::as_tuple(asio::deferred));
    const auto [error] = co_await std::move(due);
    if (error && !state->fired) throw boost::system::system_error(error);
}

awaitable<void> sleep_for(Duration duration) {
    Timer timer(co_await asio::this_coro::executor);
    co_await timer.wait(duration);
}

}  // namespace plexus::inline v1
