#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <utility>
#include <variant>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/core/result.hpp>
#include <api/net/transport.hpp>

namespace plexus::testing {

/// What stands for the RLPx handshake: the sender's identity, taken at its word.
struct NodeKey {
    net::NodeId id;  ///< believed
};

/// A Disconnect.
struct Disconnect {
    net::Reason reason;  ///< as it was sent
};

/// A capability message under its wire code.
struct SentMessage {
    std::uint64_t code;          ///< counted from the link's first code
    net::SharedMessage message;  ///< never null

    /// Payload bytes.
    std::size_t size() const noexcept { return message->size(); }
};

/// Everything that goes over a wire, not encoded.
using Packet = std::variant<NodeKey, net::Hello, Disconnect, SentMessage>;

/// One direction of an in-memory connection: a queue that can be closed.
///
/// @thread  the one thread of the loop
class MemoryPipe {
public:
    /// @param executor  of the loop
    /// @param latency   from push() until a packet can be popped
    explicit MemoryPipe(const Executor& executor, Duration latency = {})
        : clock_(Clock::of(executor)), latency_(latency), changed_(executor) {}

    /// Does nothing after close(), as bytes into a broken socket.
    void push(Packet packet);

    /// @errors asio::error::eof once the pipe is closed and empty
    awaitable<Result<Packet>> pop();

    /// Waits until everything has been popped, or the pipe is closed.
    awaitable<void> drained();

    /// Waits until fewer than `bytes` wait.
    /// @errors Errc::peer_gone once the pipe is closed
    awaitable<Result<void>> below(std::size_t bytes);

    /// No packet comes in any more; those inside can still be popped.
    void close();
    /// Whether close() was called.
    bool closed() const noexcept { return closed_; }
    /// Payload bytes that wait to be popped.
    std::size_t bytes() const noexcept { return bytes_; }

private:
    struct Sent {
        Packet packet;
        SteadyTime arrival;
    };

    Clock& clock_;
    Duration latency_;
    std::deque<Sent> packets_;
    std::size_t bytes_ = 0;
    bool closed_ = false;
    Event changed_;
};

/// A connection: what its two ends share.
struct Wire {
    /// @param executor  of the loop
    /// @param latency   of a packet
    explicit Wire(const Executor& executor, Duration latency = {})
        : pipes{{MemoryPipe{executor, latency}, MemoryPipe{executor, latency}}} {}

    /// What has been pushed can still be popped.
    void cut() noexcept {
        for (MemoryPipe& pipe : pipes) pipe.close();
    }

    /// From the dialling end to the accepting one, and back.
    std::array<MemoryPipe, 2> pipes;
};

/// One end of a wire. When it goes, the connection breaks.
class WireEnd {
public:
    /// Which end of the wire.
    enum class Side : std::uint8_t { dialled, accepted };

    /// Takes one end; each end exists once.
    WireEnd(std::shared_ptr<Wire> wire, Side side) : wire_(std::move(wire)), side_(side) {}
    /// The other one no longer closes the wire.
    WireEnd(WireEnd&&) noexcept = default;
    WireEnd(const WireEnd&) = delete;
    WireEnd& operator=(WireEnd&&) = delete;
    WireEnd& operator=(const WireEnd&) = delete;
    ~WireEnd() {
        if (wire_) cut();
    }

    /// Which end this is.
    Side side() const noexcept { return side_; }
    /// What the other end has sent.
    MemoryPipe& in() const noexcept { return wire_->pipes[side_ == Side::dialled ? 1 : 0]; }
    /// What this end sends.
    MemoryPipe& out() const noexcept { return wire_->pipes[side_ == Side::dialled ? 0 : 1]; }

    /// What has been pushed can still be popped.
    void cut() noexcept { wire_->cut(); }

private:
    std::shared_ptr<Wire> wire_;
    Side side_;
};

}  // namespace plexus::testing
