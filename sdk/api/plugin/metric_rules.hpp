#pragma once

#include <string>

#include <api/plugin/metrics.hpp>

namespace plexus::inline v1 {

/// Checks a name, its help and its labels by Prometheus' rules.
/// @returns what is wrong, in words that follow the metric's name; empty if nothing is
PLEXUS_API std::string broken_rule(const MetricSpec& spec, MetricType type, const Labels& labels);

/// @returns "counter", "gauge" or "histogram"
PLEXUS_API const char* name_of(MetricType type) noexcept;

}  // namespace plexus::inline v1
