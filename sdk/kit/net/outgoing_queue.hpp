#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include <api/async/event.hpp>

namespace plexus::inline v1::net {

/// Several connections may share one text.
using SharedText = std::shared_ptr<const std::string>;

/// What may wait for a client that does not read.
struct QueueLimits {
    std::size_t bytes = 8U << 20U;  ///< of all messages together
    std::size_t messages = 10'000;  ///< their number
};

/// Messages that wait until a client takes them. Notifications are bounded, because their
/// client may be slow; a response is always taken, because the next request is only read after it.
///
/// @thread the strand of its executor
class OutgoingQueue {
public:
    /// @param limits  of notifications
    OutgoingQueue(const Executor& executor, const QueueLimits& limits)
        : limits_(limits), changed_(executor) {}

    /// @returns false, and nothing is queued, at the limit
    bool push_notification(SharedText text);
    /// Queues a response, whatever its size.
    void push_response(SharedText text);

    /// The message to write next; null after end(), once all that was queued is written.
    awaitable<SharedText> next();
    /// What next() gave is written.
    void pop();

    /// Waits until all is written, or nothing more will be.
    awaitable<void> drained();

    /// Nothing more is queued; what waits is still written.
    void end();
    /// Nothing more is written.
    void abandon();

private:
    QueueLimits limits_;
    std::deque<SharedText> messages_;
    std::size_t bytes_ = 0;
    bool ended_ = false;
    Event changed_;
};

}  // namespace plexus::inline v1::net
