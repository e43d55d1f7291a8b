#include "counters.hpp"

namespace plexus::rlpx {
namespace {

Counter& connections(Metrics& metrics, const char* direction) {
    return metrics.counter(
        {"plexus_rlpx_connections_total", "TCP connections that were begun, by direction"},
        {{"direction", direction}});
}

Counter& failed_handshakes(Metrics& metrics, const char* direction) {
    return metrics.counter({"plexus_rlpx_handshake_failures_total",
                            "Connections that ended before the remote had proved its key"},
                           {{"direction", direction}});
}

Counter& link_failures(Metrics& metrics, const char* reason) {
    return metrics.counter(
        {"plexus_rlpx_link_failures_total", "Links that ended through a fault of the remote"},
        {{"reason", reason}});
}

}  // namespace

Counters::Counters(Metrics& metrics)
    : outbound(connections(metrics, "outbound")),
      inbound(connections(metrics, "inbound")),
      failed_accepts(metrics.counter(
          {"plexus_rlpx_accept_failures_total", "Times that no connection could be accepted"})),
      links(metrics.gauge({"plexus_rlpx_links", "Links that are open"})),
      failed_outbound_handshakes(failed_handshakes(metrics, "outbound")),
      failed_inbound_handshakes(failed_handshakes(metrics, "inbound")),
      breaches(link_failures(metrics, "breach")),
      timeouts(link_failures(metrics, "timeout")),
      refused_messages(metrics.counter(
          {"plexus_rlpx_messages_refused_total", "Messages that found no room in a link's queue"})),
      received_bytes(metrics.counter(
          {"plexus_rlpx_received_bytes_total", "Bytes received over links", MetricUnit::bytes})),
      sent_bytes(metrics.counter(
          {"plexus_rlpx_sent_bytes_total", "Bytes sent over links", MetricUnit::bytes})) {}

}  // namespace plexus::rlpx
