#pragma once

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <api/net/peer_stats.hpp>
#include <api/net/protocol_counters.hpp>
#include <api/plugin/metrics.hpp>

#include "traffic_meter.hpp"

namespace plexus::peers {

/// Metrics of one kind of message in one direction.
struct MessageCounters {
    Counter& messages;
    Counter& bytes;

    void add(std::size_t size) const noexcept {
        messages.add();
        bytes.add(size);
    }
};

/// Metrics of one protocol's messages with all peers, by code; the last ones are of all codes from
/// there on.
struct MessageMeter {
    std::vector<MessageCounters> received{};  ///< at least one
    std::vector<MessageCounters> sent{};      ///< as many
};

/// The numbers of one capability spoken with one peer.
///
/// @thread  any, but for counters()
class CapabilityRecord {
public:
    explicit CapabilityRecord(net::CapabilityInfo info) : info_(std::move(info)) {}

    const net::CapabilityInfo& info() const noexcept { return info_; }

    /// @thread the peer's strand
    net::ProtocolCounters& counters() noexcept { return counters_; }

    /// Counts the messages for the node's metrics, too; once, before the first of them.
    void count_in(std::shared_ptr<const MessageMeter> meter) { meter_ = std::move(meter); }

    /// @param code  from 0 on within the capability
    void sent(std::uint64_t code, std::size_t bytes, SteadyTime now) {
        traffic_.add({.bytes_out = bytes, .messages_out = 1}, now);
        if (meter_) counters_of(meter_->sent, code).add(bytes);
    }
    /// @param code  likewise
    void received(std::uint64_t code, std::size_t bytes, SteadyTime now) {
        traffic_.add({.bytes_in = bytes, .messages_in = 1}, now);
        if (meter_) counters_of(meter_->received, code).add(bytes);
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
    static const MessageCounters& counters_of(const std::vector<MessageCounters>& by_code,
                                              std::uint64_t code) {
        return by_code[std::min<std::uint64_t>(code, by_code.size() - 1)];
    }

    const net::CapabilityInfo info_;
    std::shared_ptr<const MessageMeter> meter_;
    net::ProtocolCounters counters_;
    TrafficMeter traffic_;
    mutable std::mutex mutex_;
    std::optional<net::PeerHead> head_;
};

}  // namespace plexus::peers
