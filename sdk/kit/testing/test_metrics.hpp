#pragma once

#include <map>
#include <string>

#include <api/plugin/metrics.hpp>

namespace plexus::testing {

/// Metrics to look at afterwards.
class TestMetrics final : public Metrics {
public:
    Metric& metric(std::string_view name) override { return metrics_[std::string{name}]; }

    std::vector<Sample> snapshot() const override {
        std::vector<Sample> samples;
        for (const auto& [name, metric] : metrics_) samples.push_back({name, metric.value()});
        return samples;
    }

    /// @returns 0 for a metric that nobody has made
    std::int64_t value(std::string_view name) const {
        const auto found = metrics_.find(std::string{name});
        return found == metrics_.end() ? 0 : found->second.value();
    }

private:
    std::map<std::string, Metric> metrics_;
};

}  // namespace plexus::testing
