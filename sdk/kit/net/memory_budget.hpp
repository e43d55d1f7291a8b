#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace plexus::inline v1::net {

/// A bound for the memory that all remotes together make this node hold. Each has a MemoryShare.
///
/// Below the bound every remote may take memory. At the bound only a remote that holds less than an
/// equal part may: so a few remotes that hold much do not keep the others from a moderate message,
/// and all remotes together hold at most twice the bound.
///
/// @thread any
class MemoryBudget {
public:
    /// @param limit_bytes  what all shares may hold before the larger ones have to wait
    explicit MemoryBudget(std::size_t limit_bytes) : limit_(limit_bytes) {}
    MemoryBudget(const MemoryBudget&) = delete;
    MemoryBudget& operator=(const MemoryBudget&) = delete;

    /// What all shares hold.
    std::size_t used() const noexcept { return used_; }

private:
    friend class MemoryShare;

    const std::size_t limit_;
    std::atomic<std::size_t> used_ = 0;
    std::atomic<std::size_t> holders_ = 0;
};

/// What one remote makes this node hold. It is given back when the share goes.
///
/// @thread any
class MemoryShare {
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
    }
    /// So many bytes are held in all. One caller at a time.
    void set(std::size_t bytes) noexcept {
        const std::size_t before = own_.exchange(bytes);
        budget_->used_ += bytes - before;  // unsigned numbers wrap around and back
    }

    /// Whether the remote may make us hold so much more. The memory is not reserved: other remotes
    /// may take it first, each as much as it needs at a time.
    bool has_room(std::size_t more) const noexcept {
        if (budget_->used_ + more <= budget_->limit_) return true;
        return own_ + more <= budget_->limit_ / budget_->holders_;
    }

private:
    std::shared_ptr<MemoryBudget> budget_;
    std::atomic<std::size_t> own_ = 0;
};

}  // namespace plexus::inline v1::net
