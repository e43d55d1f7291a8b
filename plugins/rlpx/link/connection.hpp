#pragma once

#include <memory>
#include <optional>

#include <api/async/clock.hpp>
#include <api/async/event.hpp>
#include <api/net/memory_budget.hpp>
#include <api/net/transport.hpp>

#include <plugins/rlpx/counters.hpp>
#include <plugins/rlpx/handshake/authenticated_stream.hpp>
#include <plugins/rlpx/handshake/limits.hpp>
#include "inbound.hpp"
#include "send_queue.hpp"

namespace plexus::rlpx {

/// The running part of a link: one reader, one writer, one timer. The writer is a chain of
/// completion handlers that keep the object alive, and no coroutine: dropping a link must be
/// possible without waiting for anything to be joined.
///
/// @thread  the strand of its executor
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(const Executor& executor, AuthenticatedStream session, Compression compression,
               const Deadlines& deadlines, const Counters& counters,
               std::shared_ptr<net::MemoryBudget> memory);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Starts the timer that pings a silent remote.
    void start();

    awaitable<Result<net::Message>> receive(const net::SizeLimit& limit);

    Result<void> post(Outgoing item, net::Priority priority);

    /// @errors Errc::peer_gone
    awaitable<Result<void>> queue_below(std::size_t bytes);

    /// Sends Disconnect behind the queued messages, unless the link is ending already.
    /// @param error  what receive() yields from now on
    awaitable<void> part(net::Reason reason, ErrorCode error);

    /// Closes the socket without a Disconnect; does nothing if it is closed.
    void end(const ErrorCode& error);

    std::optional<net::Reason> disconnect_reason() const noexcept { return disconnect_reason_; }
    std::size_t queued_bytes() const noexcept { return outbox_.bytes() + writing_bytes_; }
    const net::LinkStats& stats() const noexcept { return stats_; }

private:
    enum class State : std::uint8_t { open, parting, ended };

    std::optional<Inbound> next(const net::SizeLimit& limit);
    std::optional<Breach> act_on(const Inbound& inbound);
    void note_latency(std::chrono::milliseconds latency);
    awaitable<void> read_more();
    awaitable<void> await_memory();
    void account();

    void push_own(std::uint64_t code, net::SharedMessage message);
    void pump();
    void fill_batch();
    void written(const ErrorCode& error, std::size_t count);
    awaitable<void> flush_and_drain();

    void watch(SteadyTime deadline);
    void check();
    void check_reader(SteadyTime now);

    Executor executor_;
    AuthenticatedStream session_;
    Compression compression_;
    Deadlines deadlines_;
    Counters counters_;
    State state_ = State::open;
    ErrorCode error_;
    std::optional<net::Reason> disconnect_reason_;
    net::LinkStats stats_;
    net::MemoryShare memory_;

    bool reading_ = false;                     // receive() waits for the socket
    bool silent_ = false;                      // the remote let the deadline of a frame pass
    std::optional<SteadyTime> frame_awaited_;  // since when

    Outbox outbox_;
    Bytes batch_;  // what is being written
    bool writing_ = false;
    std::size_t writing_bytes_ = 0;
    SteadyTime write_began_;
    std::size_t waiting_pongs_ = 0;
    Event batch_written_;  // or the connection has ended

    std::optional<SteadyTime> ping_sent_;
    SteadyTime ping_due_;

    Clock& clock_;
    Timer timer_;
    SteadyTime wakes_ = SteadyTime::max();  // when the timer will call check()
};

}  // namespace plexus::rlpx
