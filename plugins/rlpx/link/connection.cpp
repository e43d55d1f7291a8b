#include "connection.hpp"

#include <api/async/strand.hpp>
#include <api/async/within.hpp>

#include "base_protocol.hpp"

namespace plexus::rlpx {

Connection::Connection(const Executor& executor, AuthenticatedStream session,
                       Compression compression, const Deadlines& deadlines,
                       const Counters& counters, std::shared_ptr<net::MemoryBudget> memory)
    : executor_(executor),
      session_(std::move(session)),
      compression_(compression),
      deadlines_(deadlines),
      counters_(counters),
      memory_(std::move(memory)),
      batch_written_(executor),
      clock_(Clock::of(executor)),
      timer_(executor) {
    counters_.links.add(1);
}

// Completion handlers hold the object, so the last of them may be destroyed together with the loop,
// after the node: the destructor must not touch anything of the node.
Connection::~Connection() = default;

void Connection::start() {
    ping_due_ = clock_.now() + deadlines_.ping_interval;
    watch(ping_due_);
}

Result<void> Connection::post(Outgoing item, net::Priority priority) {
    PLEXUS_ON_STRAND(executor_);
    if (state_ != State::open) return make_error_code(Errc::peer_gone);
    // A response is not refused, since that would end the session: while too much waits for a peer,
    // its next requests are not read.
    const bool gossip = priority == net::Priority::gossip;
    Result<void> queued = make_error_code(Errc::overloaded);
    if (!gossip || memory_.has_room(item.message->size())) {
        queued = outbox_.push(std::move(item), priority);
    }
    if (!queued) counters_.refused_messages.add();
    pump();
    account();
    return queued;
}

void Connection::account() {
    memory_.set(session_.frames.capacity() + outbox_.bytes() + batch_.capacity());
}

void Connection::end(const ErrorCode& error) {
    if (state_ == State::ended) return;
    if (state_ == State::open) error_ = error;
    state_ = State::ended;
    counters_.links.add(-1);
    timer_.cancel();
    outbox_.clear();
    ErrorCode ignored;
    session_.socket.close(ignored);
    memory_.interrupt();
    batch_written_.notify();
}

awaitable<void> Connection::part(net::Reason reason, ErrorCode error) {
    PLEXUS_ON_STRAND(executor_);
    if (state_ != State::open) co_return;
    /// Closes the socket however this coroutine ends: after the Disconnect is written, or when the
    /// caller is cancelled.
    struct Ending {
        explicit Ending(std::shared_ptr<Connection> ending) : connection(std::move(ending)) {}
        ~Ending() { connection->end(connection->error_); }
        std::shared_ptr<Connection> connection;
    };
    const Ending ending(shared_from_this());
    state_ = State::parting;
    error_ = error;
    timer_.cancel();  // the Disconnect has a deadline of its own
    memory_.interrupt();
    push_own(code::disconnect, net::make_message(code::disconnect, encode_disconnect(reason)));
    auto drained = flush_and_drain();
    co_await within(deadlines_.disconnect, std::move(drained));
}

awaitable<void> Connection::flush_and_drain() {
    while (writing_) co_await batch_written_.wait();
    if (state_ == State::ended) co_return;
    ErrorCode ignored;
    session_.socket.cancel(ignored);  // ends a receive() that still waits
    co_await drain(session_.socket);
}

void Connection::watch(SteadyTime deadline) {
    if (deadline >= wakes_) return;
    wakes_ = deadline;
    timer_.start(deadline - clock_.now(), [this] { check(); });
}

void Connection::check() {
    wakes_ = SteadyTime::max();
    const SteadyTime now = clock_.now();
    if (writing_ && now >= write_began_ + deadlines_.frame_write) {
        counters_.timeouts.add();
        return end(Errc::timed_out);
    }
    check_reader(now);
    if (state_ != State::open) return;
    if (now >= ping_due_) {
        if (!ping_sent_) ping_sent_ = now;
        ping_due_ = now + deadlines_.ping_interval;
        push_own(code::ping, ping_message());
    }
    watch(ping_due_);
    if (writing_) watch(write_began_ + deadlines_.frame_write);
    if (reading_ && !silent_) watch(*frame_awaited_ + deadlines_.frame_read);
}

void Connection::check_reader(SteadyTime now) {
    if (!reading_ || silent_ || now < *frame_awaited_ + deadlines_.frame_read) return;
    counters_.timeouts.add();
    if (writing_)
        return end(Errc::timed_out);  // a half-written frame cannot be followed by a Disconnect
    silent_ = true;
    ErrorCode ignored;
    // The reader waits for one of the two; it sends the Disconnect.
    session_.socket.cancel(ignored);
    memory_.interrupt();
}

}  // namespace plexus::rlpx
