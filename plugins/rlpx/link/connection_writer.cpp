#include <algorithm>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "base_protocol.hpp"
#include "connection.hpp"

namespace plexus::rlpx {
namespace {

/// What a frame adds to a small message: header, two MACs and padding.
constexpr std::size_t usual_overhead = 80;

}  // namespace

void Connection::push_own(std::uint64_t code, net::SharedMessage message) {
    outbox_.push_own({code, std::move(message)});
    pump();
}

void Connection::pump() {
    if (writing_ || outbox_.empty() || state_ == State::ended) return;
    fill_batch();
    writing_ = true;
    write_began_ = clock_.now();
    if (state_ == State::open) watch(write_began_ + deadlines_.frame_write);
    auto done = [self = shared_from_this()](const ErrorCode& error, std::size_t count) {
        self->written(error, count);
    };
    asio::async_write(session_.socket, asio::const_buffer(batch_.data(), batch_.size()),
                      asio::bind_executor(executor_, std::move(done)));
}

void Connection::fill_batch() {
    batch_.clear();
    batch_.reserve(std::min(write_batch, outbox_.bytes() + outbox_.count() * usual_overhead));
    writing_bytes_ = 0;
    do {
        const Outgoing item = outbox_.pop();
        const bool compressed = compression_ == Compression::snappy;
        session_.sealer.seal(
            item.code, compressed ? item.message->compressed(compress) : item.message->payload(),
            batch_);
        writing_bytes_ += item.message->size();
        if (item.code == code::pong) --waiting_pongs_;
        if (item.code >= net::first_capability_code) ++stats_.messages_out;
    } while (!outbox_.empty() && batch_.size() < write_batch);
}

void Connection::written(const ErrorCode& error, std::size_t count) {
    writing_ = false;
    writing_bytes_ = 0;
    if (outbox_.empty() && batch_.capacity() > idle_buffer) batch_ = Bytes{};
    stats_.bytes_out += count;
    counters_.sent_bytes.add(count);
    if (error) {
        end(error);
    } else {
        pump();
    }
    account();
    batch_written_.notify();
}

awaitable<Result<void>> Connection::queue_below(std::size_t bytes) {
    const auto self = shared_from_this();
    while (state_ == State::open && queued_bytes() >= bytes) co_await batch_written_.wait();
    if (state_ != State::open) co_return make_error_code(Errc::peer_gone);
    co_return Result<void>{};
}

}  // namespace plexus::rlpx
