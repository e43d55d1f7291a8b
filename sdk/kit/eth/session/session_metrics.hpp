#pragma once

#include <utility>
#include <vector>

#include <api/async/clock.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/eth/session/protocol_spec.hpp>

namespace plexus::inline v1::eth {

/// The metrics that all sessions of one version of eth share.
///
/// @thread any
class SessionMetrics {
public:
    /// @param spec  the names of its messages are the values of the labels
    SessionMetrics(Metrics& metrics, const ProtocolSpec& spec);

    /// Messages dropped at a full queue.
    Counter& dropped() const noexcept { return dropped_; }

    /// Notes how long a peer took to respond to a request.
    /// @param request  the code of the request
    void responded(std::uint64_t request, Duration took) const noexcept;

private:
    Counter& dropped_;
    std::vector<std::pair<std::uint64_t, Histogram*>> durations_;  ///< by the code of the request
};

}  // namespace plexus::inline v1::eth
