#pragma once

#include <utility>

#include <api/plugin/metrics.hpp>

namespace plexus::metrics {

/// A family of one metric without labels, read at the moment of the scrape.
inline MetricFamily family(MetricType type, MetricSpec spec, double value) {
    MetricFamily result;
    result.spec = std::move(spec);
    result.type = type;
    result.samples.push_back({.labels = {}, .value = value, .buckets = {}});
    return result;
}

}  // namespace plexus::metrics
