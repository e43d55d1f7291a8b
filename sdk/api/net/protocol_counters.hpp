#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <api/async/clock.hpp>

namespace plexus::inline v1::net {

/// What passed between this node and one peer's session of one protocol since its handshake.
struct ProtocolStats {
    std::uint64_t requested = 0;  ///< requests sent
    std::uint64_t responded = 0;  ///< of these, with a response of good form
    std::uint64_t timed_out = 0;  ///< of these, without a response before the deadline
    std::uint64_t refused = 0;    ///< of these, with a response that broke the rules
    std::uint64_t served = 0;     ///< the peer's requests that were responded to
    std::size_t in_flight = 0;    ///< requests that wait for their response
    Duration last_latency{};      ///< from the last request that had a response to that response
    Duration mean_latency{};      ///< smoothed over the responses; zero before the first
    Duration deadline{};          ///< what the next request gets
};

/// Counters of one session, which any plugin may read.
///
/// @thread  counting: the peer's strand; read(): any
class ProtocolCounters {
public:
    /// Counts a request sent.
    void requested() noexcept { add(requested_); }
    /// Counts a response that was read.
    void responded() noexcept { add(responded_); }
    /// Counts a request whose deadline passed.
    void timed_out() noexcept { add(timed_out_); }
    /// Counts a response that broke the rules.
    void refused() noexcept { add(refused_); }
    /// Counts a request of the peer that was responded to.
    void served() noexcept { add(served_); }
    /// Sets how many requests wait for their responses now.
    void set_in_flight(std::size_t requests) noexcept { in_flight_.store(requests, relaxed); }
    /// Sets the time of the last response, and the smoothed mean.
    void set_latency(Duration last, Duration mean) noexcept {
        last_latency_.store(last.count(), relaxed);
        mean_latency_.store(mean.count(), relaxed);
    }
    /// Sets what the next request gets.
    void set_deadline(Duration deadline) noexcept { deadline_.store(deadline.count(), relaxed); }

    /// Each figure is right by itself; two figures may be of different moments.
    ProtocolStats read() const noexcept {
        ProtocolStats stats;
        stats.requested = requested_.load(relaxed);
        stats.responded = responded_.load(relaxed);
        stats.timed_out = timed_out_.load(relaxed);
        stats.refused = refused_.load(relaxed);
        stats.served = served_.load(relaxed);
        stats.in_flight = in_flight_.load(relaxed);
        stats.last_latency = Duration{last_latency_.load(relaxed)};
        stats.mean_latency = Duration{mean_latency_.load(relaxed)};
        stats.deadline = Duration{deadline_.load(relaxed)};
        return stats;
    }

private:
    using Count = std::atomic<std::uint64_t>;
    using Time = std::atomic<Duration::rep>;

    static constexpr std::memory_order relaxed = std::memory_order_relaxed;

    static void add(Count& count) noexcept { count.fetch_add(1, relaxed); }

    Count requested_ = 0;
    Count responded_ = 0;
    Count timed_out_ = 0;
    Count refused_ = 0;
    Count served_ = 0;
    std::atomic<std::size_t> in_flight_ = 0;
    Time last_latency_ = 0;
    Time mean_latency_ = 0;
    Time deadline_ = 0;
};

}  // namespace plexus::inline v1::net
