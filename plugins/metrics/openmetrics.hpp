#pragma once

#include <span>
#include <string>

#include <api/plugin/metrics.hpp>

namespace plexus::metrics {

/// Writes metrics as `application/openmetrics-text; version=1.0.0; charset=utf-8`.
/// @spec OpenMetrics 1.0, "Text format"
std::string openmetrics_text(std::span<const MetricFamily> families);

}  // namespace plexus::metrics
