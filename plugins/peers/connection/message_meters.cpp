#include "message_meters.hpp"

#include <algorithm>
#include <array>

namespace plexus::peers {
namespace {

/// Protocols with metrics of their own: eth has five versions. With the codes of each, a family
/// stays below Metrics::max_series.
constexpr std::size_t most_protocols = 9;
/// Codes with metrics of their own: eth has 18.
constexpr std::uint64_t most_codes = 24;

std::string name_of(std::uint64_t code) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string name = "0x";
    name += digits[code / 16];
    name += digits[code % 16];
    return name;
}

MessageCounters counters(Metrics& metrics, const std::string& protocol, const std::string& code,
                         const char* direction) {
    const Labels labels{{"protocol", protocol}, {"code", code}, {"direction", direction}};
    return {metrics.counter({"plexus_peers_messages_total", "Messages of sub-protocols, by code"},
                            labels),
            metrics.counter(
                {"plexus_peers_message_bytes_total",
                 "Payloads of sub-protocols before compression, by code", MetricUnit::bytes},
                labels)};
}

}  // namespace

std::shared_ptr<const MessageMeter> MessageMeters::meter_of(const net::CapabilityInfo& info) {
    const std::scoped_lock lock(mutex_);
    const std::string own = info.name + '/' + std::to_string(info.version);
    const bool is_known = by_protocol_.contains(own);
    const std::string protocol =
        is_known || by_protocol_.size() < most_protocols ? own : std::string("other");
    std::shared_ptr<const MessageMeter>& meter = by_protocol_[protocol];
    if (meter) return meter;
    auto fresh = std::make_shared<MessageMeter>();
    const std::uint64_t named =
        protocol == own ? std::min<std::uint64_t>(info.length, most_codes) : 0;
    const bool has_more = named == 0 || named < info.length;
    for (std::uint64_t code = 0; code < named + (has_more ? 1 : 0); ++code) {
        const std::string name = code < named ? name_of(code) : "other";
        fresh->received.push_back(counters(metrics_, protocol, name, "in"));
        fresh->sent.push_back(counters(metrics_, protocol, name, "out"));
    }
    return meter = std::move(fresh);
}

void MessageMeters::attach(CapabilityRecord& record) { record.count_in(meter_of(record.info())); }

}  // namespace plexus::peers
