#pragma once

#include <filesystem>

#include <api/plugin/metrics.hpp>

namespace plexus::node {

/// Replaces the file by all metrics in Prometheus' text format, as node_exporter's textfile
/// collector takes them; a reader never sees half of it.
/// @returns false if the file cannot be written
bool write_metrics(const Metrics& metrics, const std::filesystem::path& file);

}  // namespace plexus::node
