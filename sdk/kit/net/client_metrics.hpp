#pragma once

#include <api/plugin/metrics.hpp>

namespace plexus::inline v1::net {

/// Metrics of the clients of a server; null: not counted.
///
/// @ownership the node's metrics outlive the server
struct ClientMetrics {
    Gauge* connections = nullptr;  ///< that are open
    Counter* slow = nullptr;       ///< that were ended because the client did not read

    /// A connection has begun, or has ended.
    void add_connection(double change) const noexcept {
        if (connections != nullptr) connections->add(change);
    }
    /// A client did not read.
    void add_slow() const noexcept {
        if (slow != nullptr) slow->add();
    }
};

}  // namespace plexus::inline v1::net
