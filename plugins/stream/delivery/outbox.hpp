#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

#include <plugins/stream/gather/batch.hpp>
#include <plugins/stream/gather/kind_counters.hpp>

namespace plexus::stream {

/// What ends Outbox::wait().
enum class WaitFor : std::uint8_t { batches, nothing_new };

/// The batches that wait for one sink, bounded in bytes. At the bound the oldest batch of the kind
/// that comes first in `drop_order` is dropped and counted: put() never waits.
///
/// @thread  any; one thread takes
class Outbox {
public:
    /// @param capacity  bytes of all batches that wait or are in flight
    /// @param dropped   counts sightings
    Outbox(std::size_t capacity, KindCounters dropped);

    /// Adds a batch, perhaps at the cost of others.
    void put(BatchPtr batch);

    /// Takes the oldest batch that waits, blocks before the rest; null if none does.
    BatchPtr take();

    /// Waits for wake(), and for a batch if one is wanted; no longer than the limit.
    void wait(std::chrono::milliseconds limit, WaitFor what);

    /// Sets the bytes that the sink has taken and not finished. They count against the capacity.
    void set_in_flight(std::size_t bytes);

    /// Ends a wait(), or the next one.
    void wake();

    /// Sightings that were dropped so far.
    std::uint64_t dropped() const;
    /// Bytes that wait.
    std::size_t bytes() const;
    /// When the oldest batch that waits was put there; nothing if none waits.
    std::optional<std::chrono::steady_clock::time_point> oldest() const;

private:
    struct Waiting {
        BatchPtr batch;
        std::chrono::steady_clock::time_point since;
    };

    BatchPtr pop();
    void make_room();

    std::size_t capacity_;
    KindCounters counters_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::array<std::deque<Waiting>, kind_count> waiting_{};
    std::size_t bytes_ = 0;
    std::size_t in_flight_ = 0;
    std::uint64_t dropped_ = 0;
    bool woken_ = false;
};

}  // namespace plexus::stream
