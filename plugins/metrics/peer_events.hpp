#pragma once

#include <string_view>

#include <api/net/peer_pool_event.hpp>
#include <api/plugin/metrics.hpp>

namespace plexus::metrics {

/// What made a dial fail: the value of the label `kind`, from a closed list.
std::string_view dial_failure_kind(const ErrorCode& error);

/// Counts what happens in the pool of peers.
///
/// @thread any
class PeerEvents {
public:
    /// Makes all series, so that they show with the value 0.
    explicit PeerEvents(Metrics& metrics);

    void count(const net::PeerPoolEvent& event);

private:
    void left(const net::PeerLeft& event);
    void banned(const net::Ban& ban);

    Metrics& metrics_;
};

}  // namespace plexus::metrics
