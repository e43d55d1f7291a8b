#include "session_metrics.hpp"

#include <array>
#include <string>

namespace plexus::inline v1::eth {
namespace {

/// In seconds: from a peer in the same town to one that is about to time out.
constexpr std::array response_times{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0};

std::string protocol_of(const ProtocolSpec& spec) { return "eth/" + std::to_string(spec.version); }

}  // namespace

SessionMetrics::SessionMetrics(Metrics& metrics, const ProtocolSpec& spec)
    : dropped_(metrics.counter({"plexus_eth_messages_dropped_total",
                                "Messages from peers that came too fast or found no room"},
                               {{"protocol", protocol_of(spec)}})) {
    const MetricSpec duration{"plexus_eth_request_duration_seconds",
                              "Time from a request to the peer's response", MetricUnit::seconds};
    for (const MessageEntry& entry : spec.messages.view()) {
        if (entry.handling != Handling::request) continue;
        Histogram& histogram = metrics.histogram(
            duration, response_times, {{"protocol", protocol_of(spec)}, {"message", entry.name}});
        durations_.emplace_back(entry.code, &histogram);
    }
}

void SessionMetrics::responded(std::uint64_t request, Duration took) const noexcept {
    for (const auto& [code, histogram] : durations_) {
        if (code == request) histogram->observe(took);
    }
}

}  // namespace plexus::inline v1::eth
