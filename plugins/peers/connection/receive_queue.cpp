#include "receive_queue.hpp"

namespace plexus::peers {
namespace {

/// Enough that bursts of gossip do not stop the link, little enough that fifty peers cost little.
/// A single message may be larger than the bound: the capability's own limit governs it.
constexpr std::size_t most_messages = 64;
constexpr std::size_t most_bytes = std::size_t{2} << 20U;

}  // namespace

ReceiveQueue::ReceiveQueue(const Executor& executor, std::shared_ptr<net::MemoryShare> memory)
    : memory_(std::move(memory)), changed_(executor) {}

ReceiveQueue::~ReceiveQueue() { memory_->subtract(bytes_); }

bool ReceiveQueue::full() const noexcept {
    return messages_.size() >= most_messages || bytes_ >= most_bytes;
}

bool ReceiveQueue::try_put(net::Message& message) {
    if (closed_ || full()) return false;
    bytes_ += message.payload.size();
    memory_->add(message.payload.size());
    messages_.push_back(std::move(message));
    changed_.notify();
    return true;
}

awaitable<Result<void>> ReceiveQueue::put(net::Message message) {
    while (!closed_ && full()) co_await changed_.wait();
    if (!try_put(message)) co_return make_error_code(Errc::closed);
    co_return Result<void>{};
}

awaitable<Result<net::Message>> ReceiveQueue::take() {
    while (messages_.empty() && !closed_) co_await changed_.wait();
    if (messages_.empty()) co_return make_error_code(Errc::peer_gone);
    net::Message message = std::move(messages_.front());
    messages_.pop_front();
    bytes_ -= message.payload.size();
    memory_->subtract(message.payload.size());
    changed_.notify();
    co_return Result<net::Message>(std::move(message));
}

void ReceiveQueue::close() {
    closed_ = true;
    changed_.notify();
}

}  // namespace plexus::peers
