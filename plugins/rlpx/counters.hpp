#pragma once

#include <api/plugin/metrics.hpp>

namespace plexus::rlpx {

/// What this plugin counts; the metrics belong to the node.
struct Counters {
    explicit Counters(Metrics& metrics);

    Counter& outbound;  ///< connections that we open
    Counter& inbound;
    Counter& failed_accepts;
    Gauge& links;                         ///< open now
    Counter& failed_outbound_handshakes;  ///< before the remote had proved its key
    Counter& failed_inbound_handshakes;
    Counter& breaches;  ///< links that ended because the remote broke the protocol
    Counter& timeouts;  ///< links that ended because the remote was silent
    Counter& refused_messages;
    Counter& received_bytes;
    Counter& sent_bytes;
};

}  // namespace plexus::rlpx
