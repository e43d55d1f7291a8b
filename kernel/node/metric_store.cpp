#include "metric_store.hpp"

#include <fstream>

namespace plexus::kernel {

Metric& MetricStore::metric(std::string_view name) {
    const std::scoped_lock lock(mutex_);
    auto entry = metrics_.find(name);
    if (entry == metrics_.end()) {
        entry = metrics_.emplace(name, std::make_unique<Metric>()).first;
    }
    return *entry->second;
}

std::vector<Metrics::Sample> MetricStore::snapshot() const {
    const std::scoped_lock lock(mutex_);
    std::vector<Sample> samples;
    samples.reserve(metrics_.size());
    for (const auto& [name, metric] : metrics_) samples.push_back({name, metric->value()});
    return samples;
}

bool write_snapshot(const Metrics& metrics, const std::filesystem::path& file) {
    std::filesystem::path draft = file;
    draft += ".new";
    std::ofstream stream(draft, std::ios::trunc);
    for (const Metrics::Sample& sample : metrics.snapshot()) {
        stream << sample.name << ' ' << sample.value << '\n';
    }
    stream.close();
    std::error_code error;
    if (stream) std::filesystem::rename(draft, file, error);
    return stream && !error;
}

}  // namespace plexus::kernel
