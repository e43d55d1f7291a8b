#pragma once

#include <cstddef>
#include <deque>

#include <api/async/event.hpp>
#include <api/core/shared_bytes.hpp>
#include <kit/eth/session/protocol_spec.hpp>

namespace plexus::inline v1::eth {

/// Messages of one kind that wait for their turn, bounded in count and in bytes.
///
/// Above its soft bound reading from the peer pauses. That alone would lock up: a response that we
/// wait for comes the same way, and the one who waits for it may be the very handler that keeps the
/// backlog full. So while a response is awaited reading goes on, and messages are dropped from the
/// hard bound on.
///
/// @thread  the peer's strand
class PendingMessages {
public:
    struct Bound {
        std::size_t count = 0;
        std::size_t bytes = 0;
    };

    struct Item {
        const MessageEntry* entry = nullptr;
        SharedBytes payload{};
    };

    PendingMessages(const Executor& strand, Bound soft, Bound hard)
        : soft_(soft), hard_(hard), arrived_(strand) {}

    bool above_soft() const noexcept { return reaches(soft_); }
    bool above_hard() const noexcept { return reaches(hard_); }

    void push(Item item) {
        bytes_ += item.payload.size();
        items_.push_back(std::move(item));
        arrived_.notify();
    }

    /// Waits for the next one and takes it out.
    awaitable<Item> pop() {
        while (items_.empty()) co_await arrived_.wait();
        Item item = std::move(items_.front());
        items_.pop_front();
        bytes_ -= item.payload.size();
        co_return item;
    }

private:
    bool reaches(const Bound& bound) const noexcept {
        return items_.size() >= bound.count || bytes_ >= bound.bytes;
    }

    Bound soft_;
    Bound hard_;
    std::deque<Item> items_;
    std::size_t bytes_ = 0;
    Event arrived_;
};

}  // namespace plexus::inline v1::eth
