#include "metrics_file.hpp"

#include <fstream>

#include <api/plugin/prometheus.hpp>

namespace plexus::kernel {

bool write_metrics(const Metrics& metrics, const std::filesystem::path& file) {
    std::filesystem::path draft = file;
    draft += ".new";
    std::ofstream stream(draft, std::ios::trunc);
    stream << prometheus_text(metrics.snapshot());
    stream.close();
    std::error_code error;
    if (stream) std::filesystem::rename(draft, file, error);
    return stream && !error;
}

}  // namespace plexus::kernel
