#pragma once

#include <api/plugin/metrics.hpp>

namespace plexus::discv4 {

/// @param reason  malformed, expired, rate_limit, unproved or unsolicited
inline Counter& dropped_packets(Metrics& metrics, const char* reason) {
    return metrics.counter(
        {"plexus_discv4_packets_dropped_total", "Datagrams that were dropped, by the reason"},
        {{"reason", reason}});
}

}  // namespace plexus::discv4
