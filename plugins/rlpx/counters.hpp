#pragma once

#include <api/plugin/metrics.hpp>

namespace plexus::rlpx {

/// What this plugin counts; the metrics belong to the node.
struct Counters {
    explicit Counters(Metrics& metrics)
        : dials(metrics.metric("rlpx.dials")),
          incoming(metrics.metric("rlpx.incoming_connections")),
          failed_accepts(metrics.metric("rlpx.failed_accepts")),
          links(metrics.metric("rlpx.links")),
          failed_handshakes(metrics.metric("rlpx.failed_handshakes")),
          breaches(metrics.metric("rlpx.breaches")),
          timeouts(metrics.metric("rlpx.timeouts")),
          refused_posts(metrics.metric("rlpx.refused_posts")),
          bytes_in(metrics.metric("rlpx.bytes_in")),
          bytes_out(metrics.metric("rlpx.bytes_out")) {}

    Metric& dials;
    Metric& incoming;
    Metric& failed_accepts;
    Metric& links;              ///< open now
    Metric& failed_handshakes;  ///< before the remote had proved its key
    Metric& breaches;
    Metric& timeouts;
    Metric& refused_posts;
    Metric& bytes_in;
    Metric& bytes_out;
};

}  // namespace plexus::rlpx
