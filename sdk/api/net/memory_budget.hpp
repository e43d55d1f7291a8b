#pragma once

#include <atomic>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>

#include <api/core/asio.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

class RoomWaiter;

/// A bound for the memory that all remotes together make this node hold: frames that come in,
/// messages that wait to be handled or to be sent. Each has a MemoryShare in each plugin that holds
/// anything for it, so there is one bound for the node, however many queues there are.
///
/// Below the bound every remote may take memory. At the bound only a remote that holds less than an
/// equal part may: so a few remotes that hold much do not keep the others from a moderate message,
/// and all remotes together hold at most twice the bound.
///
/// @thread any
class PLEXUS_API MemoryBudget : public std::enable_shared_from_this<MemoryBudget> {
public:
    /// One provider in a node: the plugin that makes the links.
    static constexpr ServiceKey key{"plexus.memory-budget", 1, Cardinality::one};

    /// @param limit_bytes  what all shares may hold before the larger ones have to wait
    explicit MemoryBudget(std::size_t limit_bytes);
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;
    ~MemoryBudget();

    /// What all shares hold.
    std::size_t used() const noexcept { return used_; }

private:
    friend class MemoryShare;
    friend class RoomWaiter;

    /// Wakes those whose wait is over, after something has been given back.
    void tell_waiters() noexcept;

    const std::size_t limit_;
    std::atomic<std::size_t> used_ = 0;
    std::atomic<std::size_t> holders_ = 0;
    // The number of `waiters_`: while nobody waits, as is usual, giving back takes no lock.
    std::atomic<std::size_t> waiting_ = 0;
    std::mutex mutex_;
    std::list<RoomWaiter*> waiters_;
};

/// What one remote makes this node hold. It is given back when the share goes.
///
/// @thread any
class PLEXUS_API MemoryShare {
public:
    /// A share that holds nothing yet.
    explicit MemoryShare(std::shared_ptr<MemoryBudget> budget) : budget_(std::move(budget)) {
        ++budget_->holders_;
    }
    MemoryShare(const MemoryShare&) = delete;
    MemoryShare& operator=(const MemoryShare&) = delete;
    ~MemoryShare() {
        budget_->used_ -= own_;
        --budget_->holders_;
        tell_waiters();
    }

    /// So many bytes more are held.
    void add(std::size_t bytes) noexcept {
        own_ += bytes;
        budget_->used_ += bytes;
    }
    /// So many bytes fewer are held.
    void subtract(std::size_t bytes) noexcept {
        own_ -= bytes;
        budget_->used_ -= bytes;
        tell_waiters();
    }
    /// So many bytes are held in all. One caller at a time.
    void set(std::size_t bytes) noexcept {
        const std::size_t before = own_.exchange(bytes);
        budget_->used_ += bytes - before;  // unsigned numbers wrap around and back
        if (bytes < before) tell_waiters();
    }

    /// Whether the remote may make us hold so much more. The memory is not reserved: other remotes
    /// may take it first, each as much as it needs at a time.
    bool has_room(std::size_t more) const noexcept {
        if (budget_->used_ + more <= budget_->limit_) return true;
        return own_ + more <= budget_->limit_ / budget_->holders_;
    }

    /// Waits until has_room(more), or until interrupt(): the caller looks again, and sets the
    /// deadline. One coroutine waits at a time, on a strand.
    /// @ownership  the share outlives the wait
    /// @errors     system_error(operation_aborted) when cancelled
    awaitable<void> await_room(std::size_t more);

    /// Ends a wait for room. On the strand of the coroutine that waits.
    void interrupt() noexcept;

private:
    void tell_waiters() noexcept {
        if (budget_->waiting_ > 0) budget_->tell_waiters();
    }

    std::shared_ptr<MemoryBudget> budget_;
    std::atomic<std::size_t> own_ = 0;
    RoomWaiter* waiter_ = nullptr;  // touched on the strand of the coroutine that waits
};

}  // namespace plexus::inline v1::net
