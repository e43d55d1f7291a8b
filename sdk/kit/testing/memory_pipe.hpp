#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <variant>

#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/net/transport.hpp>

namespace plexus::testing {

/// What stands for the RLPx handshake: the sender's identity, taken at its word.
struct Greeting {
    net::NodeId id;
};

struct Goodbye {
    net::Reason reason;
};

/// A capability message under its wire code.
struct Parcel {
    std::uint64_t code;
    net::SharedMessage message;

    std::size_t size() const noexcept { return message->payload().size(); }
};

using Packet = std::variant<Greeting, net::Hello, Goodbye, Parcel>;

/// One direction of an in-memory connection: a queue that can be closed.
///
/// @thread  the one thread of the loop
class MemoryPipe {
public:
    explicit MemoryPipe(const Executor& executor) : changed_(executor) {}

    /// Does nothing after close(), as bytes into a broken socket.
    void push(Packet packet);

    /// @errors asio::error::eof once the lane is closed and empty
    awaitable<Result<Packet>> pop();

    /// Waits until everything has been popped, or the lane is closed.
    awaitable<void> drained();

    void close();
    bool closed() const noexcept { return closed_; }
    std::size_t bytes() const noexcept { return bytes_; }

private:
    std::deque<Packet> packets_;
    std::size_t bytes_ = 0;
    bool closed_ = false;
    Event changed_;
};

/// A connection: what its two ends share.
struct Wire {
    explicit Wire(const Executor& executor) : lanes{{MemoryPipe{executor}, MemoryPipe{executor}}} {}

    std::array<MemoryPipe, 2> lanes;
};

/// One end of a wire. When it goes, the connection breaks.
class WireEnd {
public:
    enum class Side : std::uint8_t { dialled, accepted };

    WireEnd(std::shared_ptr<Wire> wire, Side side) : wire_(std::move(wire)), side_(side) {}
    WireEnd(WireEnd&&) noexcept = default;
    WireEnd(const WireEnd&) = delete;
    WireEnd& operator=(WireEnd&&) = delete;
    WireEnd& operator=(const WireEnd&) = delete;
    ~WireEnd() {
        if (wire_) cut();
    }

    Side side() const noexcept { return side_; }
    MemoryPipe& in() const noexcept { return wire_->lanes[side_ == Side::dialled ? 1 : 0]; }
    MemoryPipe& out() const noexcept { return wire_->lanes[side_ == Side::dialled ? 0 : 1]; }

    /// What has been pushed can still be popped.
    void cut() noexcept {
        in().close();
        out().close();
    }

private:
    std::shared_ptr<Wire> wire_;
    Side side_;
};

}  // namespace plexus::testing
