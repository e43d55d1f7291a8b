#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>

#include <api/plugin/metrics.hpp>

namespace plexus::kernel {

/// The metrics of one node.
class MetricStore final : public Metrics {
public:
    Metric& metric(std::string_view name) override;
    std::vector<Sample> snapshot() const override;

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::unique_ptr<Metric>, std::less<>> metrics_;
};

/// Replaces the file by "name value" lines; a reader never sees half of it.
/// @returns false if the file cannot be written
bool write_snapshot(const Metrics& metrics, const std::filesystem::path& file);

}  // namespace plexus::kernel
