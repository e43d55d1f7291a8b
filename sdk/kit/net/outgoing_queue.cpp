#include "outgoing_queue.hpp"

namespace plexus::inline v1::net {

bool OutgoingQueue::push_notification(SharedText text) {
    if (ended_) return true;
    const bool full = messages_.size() >= limits_.messages || bytes_ + text->size() > limits_.bytes;
    if (full && !messages_.empty()) return false;
    push_response(std::move(text));
    return true;
}

void OutgoingQueue::push_response(SharedText text) {
    if (ended_) return;
    bytes_ += text->size();
    messages_.push_back(std::move(text));
    changed_.notify();
}

awaitable<SharedText> OutgoingQueue::next() {
    while (messages_.empty() && !ended_) co_await changed_.wait();
    co_return messages_.empty() ? nullptr : messages_.front();
}

void OutgoingQueue::pop() {
    if (messages_.empty()) return;  // it was abandoned meanwhile
    bytes_ -= messages_.front()->size();
    messages_.pop_front();
    if (messages_.empty()) changed_.notify();
}

awaitable<void> OutgoingQueue::drained() {
    while (!messages_.empty()) co_await changed_.wait();
}

void OutgoingQueue::end() {
    ended_ = true;
    changed_.notify();
}

void OutgoingQueue::abandon() {
    messages_.clear();
    bytes_ = 0;
    end();
}

}  // namespace plexus::inline v1::net
