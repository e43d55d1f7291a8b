#pragma once

#include <vector>

#include <api/chain/head_tracker.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/metrics.hpp>

namespace plexus::metrics {

/// Peers by direction and by client, read at the moment of the scrape.
std::vector<MetricFamily> peer_families(const net::PeerPool& pool);

/// Number and time of the node's head, likewise.
std::vector<MetricFamily> head_families(const chain::HeadTracker& heads);

}  // namespace plexus::metrics
