#include "memory_budget.hpp"

#include <boost/asio/post.hpp>

#include <api/async/event.hpp>

namespace plexus::inline v1::net {

/// A coroutine that waits for room, registered with the budget as long as it exists.
class RoomWaiter {
public:
    RoomWaiter(MemoryBudget& budget, const MemoryShare& share, std::size_t more,
               const Executor& executor)
        : budget_(budget),
          share_(share),
          more_(more),
          executor_(executor),
          event_(std::make_shared<Event>(executor)) {
        const std::scoped_lock lock(budget_.mutex_);
        place_ = budget_.waiters_.insert(budget_.waiters_.end(), this);
        ++budget_.waiting_;
    }
    RoomWaiter(const RoomWaiter&) = delete;
    RoomWaiter& operator=(const RoomWaiter&) = delete;
    ~RoomWaiter() {
        const std::scoped_lock lock(budget_.mutex_);
        budget_.waiters_.erase(place_);
        --budget_.waiting_;
    }

    Event& event() noexcept { return *event_; }

    /// Called under the lock, from any thread. The event is notified on its own strand, and shared
    /// with that call, because the wait may be cancelled before the call is made.
    void wake_if_room() {
        if (woken_ || !share_.has_room(more_)) return;
        woken_ = true;
        asio::post(executor_, [event = event_] { event->notify(); });
    }

private:
    MemoryBudget& budget_;
    const MemoryShare& share_;
    std::size_t more_;
    Executor executor_;
    std::shared_ptr<Event> event_;
    std::list<RoomWaiter*>::iterator place_;
    bool woken_ = false;  // one call is enough: the coroutine looks for itself
};

MemoryBudget::MemoryBudget(std::size_t limit_bytes) : limit_(limit_bytes) {}
MemoryBudget::~MemoryBudget() = default;

void MemoryBudget::tell_waiters() noexcept {
    const std::scoped_lock lock(mutex_);
    for (RoomWaiter* waiter : waiters_) waiter->wake_if_room();
}

awaitable<void> MemoryShare::await_room(std::size_t more) {
    const Executor executor = co_await asio::this_coro::executor;
    RoomWaiter waiter(*budget_, *this, more, executor);
    // Looked at after the registration: what is given back from now on finds the waiter.
    if (has_room(more)) co_return;
    /// Forgets the waiter however the wait ends.
    struct Waiting {
        Waiting(RoomWaiter*& noted, RoomWaiter& waits) : waiter(noted) { waiter = &waits; }
        ~Waiting() { waiter = nullptr; }
        RoomWaiter*& waiter;
    };
    const Waiting waiting(waiter_, waiter);
    co_await waiter.event().wait();
}

void MemoryShare::interrupt() noexcept {
    if (waiter_ != nullptr) waiter_->event().notify();
}

}  // namespace plexus::inline v1::net
