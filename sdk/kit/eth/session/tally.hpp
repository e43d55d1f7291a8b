#pragma once

#include <atomic>
#include <cstdint>

#include <api/eth/remote.hpp>
#include <kit/eth/session/latency.hpp>

namespace plexus::inline v1::eth {

/// What a session counts of one peer.
///
/// @thread  counting: the peer's strand; read(): any
class Tally {
public:
    /// @param deadline  of the first request
    explicit Tally(Duration deadline) : deadline_(deadline.count()) {}

    /// Counts a request sent.
    void requested() noexcept { add(requested_); }
    /// Counts a response that was read.
    void answered() noexcept { add(answered_); }
    /// Counts a request whose deadline passed.
    void timed_out() noexcept { add(timed_out_); }
    /// Counts a response that could not be read.
    void refused() noexcept { add(refused_); }
    /// Counts a request of the peer that was answered.
    void served() noexcept { add(served_); }
    /// Takes over the latency's figures, so that other threads can read them.
    void note(const Latency& latency) noexcept {
        last_.store(latency.last().count(), std::memory_order_relaxed);
        mean_.store(latency.mean().count(), std::memory_order_relaxed);
        deadline_.store(latency.deadline().count(), std::memory_order_relaxed);
    }

    /// Each figure is right by itself; two figures may be of different moments.
    RemoteStats read() const noexcept {
        constexpr auto relaxed = std::memory_order_relaxed;
        RemoteStats stats;
        stats.requested = requested_.load(relaxed);
        stats.answered = answered_.load(relaxed);
        stats.timed_out = timed_out_.load(relaxed);
        stats.refused = refused_.load(relaxed);
        stats.served = served_.load(relaxed);
        stats.last_latency = Duration{last_.load(relaxed)};
        stats.mean_latency = Duration{mean_.load(relaxed)};
        stats.deadline = Duration{deadline_.load(relaxed)};
        return stats;
    }

private:
    using Count = std::atomic<std::uint64_t>;
    using Time = std::atomic<Duration::rep>;

    static void add(Count& count) noexcept { count.fetch_add(1, std::memory_order_relaxed); }

    Count requested_ = 0;
    Count answered_ = 0;
    Count timed_out_ = 0;
    Count refused_ = 0;
    Count served_ = 0;
    Time last_ = 0;
    Time mean_ = 0;
    Time deadline_;
};

}  // namespace plexus::inline v1::eth
