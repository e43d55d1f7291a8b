#pragma once

#include <vector>

#include <api/plugin/metrics.hpp>

namespace plexus::metrics {

/// The figures of this process, under the names that every exporter has. What /proc does not tell
/// is left out.
/// @spec Prometheus, "Writing client libraries", process metrics
std::vector<MetricFamily> process_families();

}  // namespace plexus::metrics
