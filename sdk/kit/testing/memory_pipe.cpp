#include "memory_pipe.hpp"

#include <boost/asio/error.hpp>

#include <api/async/within.hpp>

namespace plexus::testing {
namespace {

std::size_t size_of(const Packet& packet) {
    const auto* sent = std::get_if<SentMessage>(&packet);
    return sent != nullptr ? sent->size() : 0;
}

}  // namespace

void MemoryPipe::push(Packet packet) {
    if (closed_) return;
    bytes_ += size_of(packet);
    packets_.push_back({std::move(packet), clock_.now() + latency_});
    changed_.notify();
}

awaitable<Result<Packet>> MemoryPipe::pop() {
    while (packets_.empty() && !closed_) co_await changed_.wait();
    if (packets_.empty()) co_return ErrorCode{asio::error::eof};
    const Duration left = packets_.front().arrival - clock_.now();
    if (left > Duration{}) co_await sleep_for(left);
    Packet packet = std::move(packets_.front().packet);
    packets_.pop_front();
    bytes_ -= size_of(packet);
    changed_.notify();
    co_return Result<Packet>(std::move(packet));
}

awaitable<void> MemoryPipe::drained() {
    while (!packets_.empty() && !closed_) co_await changed_.wait();
}

awaitable<Result<void>> MemoryPipe::below(std::size_t bytes) {
    while (bytes_ >= bytes && !closed_) co_await changed_.wait();
    if (closed_) co_return make_error_code(Errc::peer_gone);
    co_return Result<void>{};
}

void MemoryPipe::close() {
    closed_ = true;
    changed_.notify();
}

}  // namespace plexus::testing
