#pragma once

#include <cstddef>
#include <list>
#include <optional>

#include <api/async/event.hpp>
#include <api/core/shared_bytes.hpp>
#include <kit/eth/session/protocol_spec.hpp>

namespace plexus::inline v1::eth {

/// Messages of one kind that wait for their turn, bounded in count and in bytes.
///
/// Above the soft bound, reading from the peer pauses. A pause alone could last for ever: a
/// response arrives on the same connection, and the coroutine that waits for it may be the handler
/// that keeps this queue full. So while a response is awaited, reading goes on, and from the hard
/// bound on messages are dropped.
///
/// @thread  the peer's strand
class PendingMessages {
public:
    /// A bound is reached when one of its two numbers is reached.
    struct Bound {
        std::size_t count = 0;  ///< of messages
        std::size_t bytes = 0;  ///< of their payloads
    };

    /// One message that waits.
    struct Item {
        /// How it is handled; points into the version's constant table
        const MessageEntry* entry = nullptr;
        SharedBytes payload{};  ///< without the message code
    };

    /// @param soft  where the caller is to stop reading
    /// @param hard  where the caller is to drop; not below `soft`
    PendingMessages(const Executor& strand, Bound soft, Bound hard)
        : soft_(soft), hard_(hard), arrived_(strand) {}

    /// Whether reading should pause.
    bool above_soft() const noexcept { return reaches(soft_); }
    /// Whether a further message must be dropped.
    bool above_hard() const noexcept { return reaches(hard_); }

    /// Appends a message and wakes pop(). The caller checks the bounds.
    void push(Item item) {
        bytes_ += item.payload.size();
        items_.push_back(std::move(item));
        arrived_.notify();
    }

    /// Takes the oldest message out.
    /// @returns nothing while none waits
    std::optional<Item> pop() {
        if (items_.empty()) return std::nullopt;
        std::optional<Item> item(std::move(items_.front()));
        items_.pop_front();
        bytes_ -= item->payload.size();
        return item;
    }

    /// Waits until a message is pushed, or close() is called.
    awaitable<void> arrival() { return arrived_.wait(); }

    /// Ends a wait for the last time; what still waits is dropped.
    void close() {
        closed_ = true;
        items_.clear();
        bytes_ = 0;
        arrived_.notify();
    }
    /// Whether close() was called.
    bool closed() const noexcept { return closed_; }

private:
    bool reaches(const Bound& bound) const noexcept {
        return items_.size() >= bound.count || bytes_ >= bound.bytes;
    }

    Bound soft_;
    Bound hard_;
    std::list<Item> items_;  // not a deque: that takes half a kilobyte while it is empty
    std::size_t bytes_ = 0;
    bool closed_ = false;
    Event arrived_;
};

}  // namespace plexus::inline v1::eth
