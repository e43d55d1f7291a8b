#pragma once

#include <span>
#include <string>

#include <api/plugin/metrics.hpp>

namespace plexus::inline v1 {

/// Writes metrics as Prometheus reads them, from a file or over HTTP as `text/plain;
/// version=0.0.4; charset=utf-8`.
///
/// @spec Prometheus, "Exposition formats", text-based format 0.0.4
PLEXUS_API std::string prometheus_text(std::span<const MetricFamily> families);

}  // namespace plexus::inline v1
