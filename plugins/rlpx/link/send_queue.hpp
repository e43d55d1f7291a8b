#pragma once

#include <cstdint>
#include <list>

#include <api/core/result.hpp>
#include <api/net/message.hpp>

namespace plexus::rlpx {

/// A message on its way out, with the code that it has on this link.
struct Outgoing {
    std::uint64_t code = 0;
    net::SharedMessage message;
};

/// Messages that wait for the writer, bounded in bytes.
class Outbox {
public:
    /// @errors   overloaded; limit_exceeded for a message that no frame can carry
    Result<void> push(Outgoing item, net::Priority priority);

    /// Adds a message of the link itself, such as Pong. It is tiny, and the bound does not apply.
    void push_own(Outgoing item);

    Outgoing pop();
    void clear();

    bool empty() const noexcept { return items_.empty(); }
    std::size_t count() const noexcept { return items_.size(); }

    /// Payload bytes before compression.
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::list<Outgoing> items_;  // not a deque: that takes half a kilobyte while it is empty
    std::size_t bytes_ = 0;
};

}  // namespace plexus::rlpx
