#pragma once

#include <cmath>
#include <cstdint>
#include <mutex>

#include <api/async/clock.hpp>
#include <api/net/peer_stats.hpp>

namespace plexus::peers {

/// An amount per second: an exponentially weighted average over the last ten. Each amount fades
/// with its age alone, however often or seldom others come.
class RateMeter {
public:
    void add(double amount, SteadyTime now) noexcept {
        rate_ = read(now) + amount / window.count();
        updated_ = now;
    }

    /// @returns amount per second
    double read(SteadyTime now) const noexcept {
        const Seconds passed = now - updated_;
        return rate_ * std::exp(-passed.count() / window.count());
    }

private:
    using Seconds = std::chrono::duration<double>;

    /// Long enough to be readable, short enough that it is about now.
    static constexpr Seconds window{10};

    double rate_ = 0;
    SteadyTime updated_{};
};

/// Bytes and messages in both directions.
struct Traffic {
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t messages_in = 0;
    std::uint64_t messages_out = 0;
};

/// Adds up what passes, and how fast.
///
/// @thread  any
class TrafficMeter {
public:
    struct Reading {
        Traffic total{};
        net::TrafficRates rates{};
    };

    void add(const Traffic& more, SteadyTime now) {
        const std::scoped_lock lock(mutex_);
        bytes_in_.add(more.bytes_in, now);
        bytes_out_.add(more.bytes_out, now);
        messages_in_.add(more.messages_in, now);
        messages_out_.add(more.messages_out, now);
    }

    Reading read(SteadyTime now) const {
        const std::scoped_lock lock(mutex_);
        Reading reading;
        reading.total = {bytes_in_.total, bytes_out_.total, messages_in_.total,
                         messages_out_.total};
        reading.rates = {bytes_in_.rate.read(now), bytes_out_.rate.read(now),
                         messages_in_.rate.read(now), messages_out_.rate.read(now)};
        return reading;
    }

private:
    struct Meter {
        void add(std::uint64_t amount, SteadyTime now) {
            if (amount == 0) return;
            total += amount;
            rate.add(static_cast<double>(amount), now);
        }

        std::uint64_t total = 0;
        RateMeter rate{};
    };

    mutable std::mutex mutex_;
    Meter bytes_in_;
    Meter bytes_out_;
    Meter messages_in_;
    Meter messages_out_;
};

}  // namespace plexus::peers
