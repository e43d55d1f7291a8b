#pragma once

#include <cstddef>
#include <list>
#include <memory>

#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/net/memory_budget.hpp>
#include <api/net/message.hpp>

namespace plexus::peers {

/// The bytes that wait in all receive queues of a node whose links have no budget that the queues
/// could share: a dozen messages of the largest size. One more for each peer can be on its way.
inline constexpr std::size_t most_received_bytes = std::size_t{128} << 20U;

/// Messages of one capability that have been read and not yet taken. At the bound put() waits, and
/// with it the reading of the link: a slow handler slows down its own peer.
///
/// @thread  the peer's strand
class ReceiveQueue {
public:
    ReceiveQueue(const Executor& executor, std::shared_ptr<net::MemoryShare> memory);
    ~ReceiveQueue();
    ReceiveQueue(const ReceiveQueue&) = delete;
    ReceiveQueue& operator=(const ReceiveQueue&) = delete;

    /// @returns false at the bound; `message` is then untouched
    bool try_put(net::Message& message);

    /// @errors Errc::closed
    awaitable<Result<void>> put(net::Message message);

    /// @errors Errc::peer_gone once the queue is closed and empty
    awaitable<Result<net::Message>> take();

    void close();

private:
    bool full() const noexcept;

    std::shared_ptr<net::MemoryShare> memory_;
    std::list<net::Message> messages_;  // not a deque: that takes half a kilobyte while it is empty
    std::size_t bytes_ = 0;
    bool closed_ = false;
    Event changed_;
};

}  // namespace plexus::peers
