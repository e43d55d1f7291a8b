#pragma once

#include <mutex>
#include <optional>
#include <utility>

#include <api/net/peer_stats.hpp>
#include <api/net/protocol_counters.hpp>

#include "traffic_meter.hpp"

namespace plexus::peers {

/// The numbers of one capability spoken with one peer.
///
/// @thread  any, but for counters()
class CapabilityRecord {
public:
    explicit CapabilityRecord(net::CapabilityInfo info) : info_(std::move(info)) {}

    const net::CapabilityInfo& info() const noexcept { return info_; }

    /// @thread the peer's strand
    net::ProtocolCounters& counters() noexcept { return counters_; }

    void sent(std::size_t bytes, SteadyTime now) {
        traffic_.add({.bytes_out = bytes, .messages_out = 1}, now);
    }
    void received(std::size_t bytes, SteadyTime now) {
        traffic_.add({.bytes_in = bytes, .messages_in = 1}, now);
    }

    void set_head(const net::PeerHead& head) {
        const std::scoped_lock lock(mutex_);
        head_ = head;
    }

    net::CapabilityStats stats(SteadyTime now) const {
        const TrafficMeter::Reading traffic = traffic_.read(now);
        net::CapabilityStats stats;
        stats.info = info_;
        stats.bytes_in = traffic.total.bytes_in;
        stats.bytes_out = traffic.total.bytes_out;
        stats.messages_in = traffic.total.messages_in;
        stats.messages_out = traffic.total.messages_out;
        stats.rates = traffic.rates;
        stats.protocol = counters_.read();
        const std::scoped_lock lock(mutex_);
        stats.head = head_;
        return stats;
    }

private:
    const net::CapabilityInfo info_;
    net::ProtocolCounters counters_;
    TrafficMeter traffic_;
    mutable std::mutex mutex_;
    std::optional<net::PeerHead> head_;
};

}  // namespace plexus::peers
