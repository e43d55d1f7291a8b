#pragma once

#include <cstdint>
#include <deque>

#include <api/core/result.hpp>
#include <api/net/message.hpp>

namespace plexus::rlpx {

/// A message on its way out, with the code that it has on this link.
struct Outgoing {
    std::uint64_t code = 0;
    net::SharedMessage message;
};

/// What waits for the writer, bounded in bytes.
class Outbox {
public:
    /// @errors  overloaded; limit_exceeded for what no frame can carry
    Result<void> push(Outgoing item, net::Priority priority);

    /// A message of the link itself, which is tiny and always finds room.
    void push_own(Outgoing item);

    Outgoing pop();
    void clear();

    bool empty() const noexcept { return items_.empty(); }

    /// Payload bytes before compression.
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::deque<Outgoing> items_;
    std::size_t bytes_ = 0;
};

}  // namespace plexus::rlpx
