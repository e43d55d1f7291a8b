#include "outbox.hpp"

#include <algorithm>

namespace plexus::stream {

Outbox::Outbox(std::size_t capacity, KindCounters dropped)
    : capacity_(capacity), counters_(dropped) {}

void Outbox::put(BatchPtr batch) {
    {
        const std::scoped_lock lock(mutex_);
        bytes_ += batch->bytes;
        auto& queue = waiting_[index_of(batch->kind)];
        queue.push_back({std::move(batch), std::chrono::steady_clock::now()});
        make_room();
    }
    changed_.notify_one();
}

BatchPtr Outbox::take() {
    const std::scoped_lock lock(mutex_);
    return pop();
}

void Outbox::wait(std::chrono::milliseconds limit, WaitFor what) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, limit,
                      [this, what] { return woken_ || (what == WaitFor::batches && bytes_ > 0); });
    woken_ = false;
}

void Outbox::set_in_flight(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    in_flight_ = bytes;
    make_room();
}

void Outbox::wake() {
    {
        const std::scoped_lock lock(mutex_);
        woken_ = true;
    }
    changed_.notify_one();
}

std::uint64_t Outbox::dropped() const {
    const std::scoped_lock lock(mutex_);
    return dropped_;
}

std::size_t Outbox::bytes() const {
    const std::scoped_lock lock(mutex_);
    return bytes_;
}

std::optional<std::chrono::steady_clock::time_point> Outbox::oldest() const {
    const std::scoped_lock lock(mutex_);
    std::optional<std::chrono::steady_clock::time_point> oldest;
    for (const auto& queue : waiting_) {
        if (queue.empty()) continue;
        oldest = std::min(oldest.value_or(queue.front().since), queue.front().since);
    }
    return oldest;
}

/// What is dropped last is sent first.
BatchPtr Outbox::pop() {
    for (auto kind = drop_order.rbegin(); kind != drop_order.rend(); ++kind) {
        auto& queue = waiting_[index_of(*kind)];
        if (queue.empty()) continue;
        BatchPtr batch = std::move(queue.front().batch);
        queue.pop_front();
        bytes_ -= batch->bytes;
        return batch;
    }
    return nullptr;
}

void Outbox::make_room() {
    for (const Kind kind : drop_order) {
        auto& queue = waiting_[index_of(kind)];
        while (!queue.empty() && bytes_ + in_flight_ > capacity_) {
            const Batch& batch = *queue.front().batch;
            bytes_ -= batch.bytes;
            dropped_ += batch.sightings;
            counters_[index_of(kind)]->add(batch.sightings);
            queue.pop_front();
        }
    }
}

}  // namespace plexus::stream
