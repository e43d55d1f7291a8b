#include "metrics_file.hpp"

#include <fstream>

#include <api/plugin/prometheus.hpp>

namespace plexus::node {

bool write_metrics(const Metrics& metrics, const std::filesystem::path& file) {
    std::error_code unknown;
    const std::filesystem::file_status target = std::filesystem::status(file, unknown);
    // A pipe or a device is written to; it must not be replaced by a file.
    const bool in_place = std::filesystem::exists(target) && !is_regular_file(target);
    std::filesystem::path draft = file;
    if (!in_place) draft += ".new";
    std::ofstream stream(draft, std::ios::trunc);
    stream << prometheus_text(metrics.snapshot());
    stream.close();
    std::error_code error;
    if (stream && !in_place) std::filesystem::rename(draft, file, error);
    return stream && !error;
}

}  // namespace plexus::node
