#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/system/system_error.hpp>

#include <api/async/strand.hpp>

#include "base_protocol.hpp"
#include "connection.hpp"

namespace plexus::rlpx {
namespace {

constexpr Breach ping_flood{Errc::limit_exceeded, net::Reason::protocol_breach};

}  // namespace

awaitable<Result<net::Message>> Connection::receive(const net::SizeLimit& limit) {
    PLEXUS_ON_STRAND(executor_);
    const auto self = shared_from_this();
    while (state_ == State::open) {
        std::optional<Inbound> inbound = next(limit);
        if (!inbound) {
            co_await read_more();
            continue;
        }
        if (auto* message = std::get_if<net::Message>(&*inbound)) {
            ++stats_.messages_in;
            co_return Result<net::Message>(std::move(*message));
        }
        const std::optional<Breach> breach = act_on(*inbound);
        if (breach) {
            counters_.breaches.add();
            outbox_.clear();
            co_await part(breach->reason, make_error_code(breach->error));
        }
    }
    co_return error_;
}

std::optional<Inbound> Connection::next(const net::SizeLimit& limit) {
    const Result<std::optional<Frame>> frame = session_.frames.next();
    if (!frame) {
        const auto error = static_cast<Errc>(frame.error().value());
        return Breach{error, reason_for(frame.error())};
    }
    if (!*frame) return std::nullopt;
    frame_awaited_.reset();
    return interpret(**frame, compression_, limit);
}

/// @spec RFC 6298, 2: a new sample counts for an eighth
void Connection::note_latency(std::chrono::milliseconds latency) {
    const std::chrono::milliseconds mean = stats_.mean_latency;
    stats_.latency = latency;
    stats_.mean_latency = mean.count() == 0 ? latency : mean + (latency - mean) / 8;
}

std::optional<Breach> Connection::act_on(const Inbound& inbound) {
    if (std::holds_alternative<Ping>(inbound)) {
        if (waiting_pongs_ >= max_waiting_pongs) return ping_flood;
        ++waiting_pongs_;
        push_own(code::pong, pong_message());
    } else if (std::holds_alternative<Pong>(inbound) && ping_sent_) {
        note_latency(std::chrono::ceil<std::chrono::milliseconds>(clock_.now() - *ping_sent_));
        ping_sent_.reset();
    } else if (const auto* received = std::get_if<ReceivedDisconnect>(&inbound)) {
        disconnect_reason_ = received->reason;
        end(Errc::peer_gone);
    } else if (const auto* breach = std::get_if<Breach>(&inbound)) {
        return *breach;
    }
    return std::nullopt;
}

/// While too much is held for this remote nothing more is read from it. Half a frame that stays one
/// because of that ends at its deadline, and gives its memory back: check_reader() interrupts the
/// wait then, as do part() and end().
awaitable<void> Connection::await_memory() {
    while (state_ == State::open && !silent_ && !memory_.has_room(read_chunk)) {
        co_await memory_.await_room(read_chunk);
    }
}

awaitable<void> Connection::read_more() {
    /// The deadline of a frame runs only while receive() waits: while a slow handler keeps us from
    /// reading, the remote is not silent.
    struct Reading {
        explicit Reading(Connection& reader) : connection(reader) { connection.reading_ = true; }
        ~Reading() { connection.reading_ = false; }
        Connection& connection;
    };
    const Reading reading(*this);
    if (!frame_awaited_) frame_awaited_ = clock_.now();
    watch(*frame_awaited_ + deadlines_.frame_read);

    co_await await_memory();
    if (silent_) {
        co_await part(net::Reason::read_timeout, make_error_code(Errc::timed_out));
        co_return;
    }
    if (state_ != State::open) co_return;  // part() reads from the socket now, or it is closed
    const std::span<std::uint8_t> room = session_.frames.room();
    const asio::mutable_buffer buffer(room.data(), room.size());
    auto read = session_.socket.async_read_some(buffer, asio::as_tuple(asio::deferred));
    const auto [error, count] = co_await std::move(read);
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    account();
    if (!error) {
        session_.frames.commit(count);
        stats_.bytes_in += count;
        counters_.received_bytes.add(count);
    }
    if (mine.cancelled() != asio::cancellation_type::none) {
        frame_awaited_.reset();
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    if (silent_) {
        co_await part(net::Reason::read_timeout, make_error_code(Errc::timed_out));
    } else if (error && state_ == State::open) {
        end(error);
    }
}

}  // namespace plexus::rlpx
