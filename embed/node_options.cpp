#include "node_options.hpp"

#include <algorithm>
#include <thread>
namespace plexus::embed {
namespace {

/// @returns nothing without a home: that matters only once the folder is opened
std::filesystem::path expand_home(const std::string& path, const Environment& environment) {
    if (!path.starts_with("~/")) return path;
    const auto home = environment.find("HOME");
    if (home == environment.end()) return {};
    return std::filesystem::path(home->second) / path.substr(2);
}

}  // namespace

std::vector<OptionSpec> NodeOptions::specs() {
    std::vector<OptionSpec> specs = options.specs();
    const unsigned cores =
        std::clamp(std::thread::hardware_concurrency(), threads.fallback, most_threads);
    for (OptionSpec& spec : specs) {
        if (spec.name == threads.name || spec.name == blocking_threads.name) {
            spec.fallback = std::to_string(cores);
        }
    }
    return specs;
}

void apply(const OptionValues& values, const Environment& environment, node::NodeConfig& config) {
    config.data_dir = expand_home(value_of(values, NodeOptions::data_dir), environment);
    config.threads = value_of(values, NodeOptions::threads);
    config.blocking_threads = value_of(values, NodeOptions::blocking_threads);
    config.metrics_file = value_of(values, NodeOptions::metrics_file);
    config.stop_within = value_of(values, NodeOptions::stop_within);
}

std::map<std::string, std::string> bindings(const OptionValues& values, Problems& problems) {
    std::map<std::string, std::string> result;
    for (const std::string& item : value_of(values, NodeOptions::bind)) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos || equals == 0 || equals + 1 == item.size()) {
            problems.push_back("--bind must be KEY=PLUGIN, not '" + item + "'");
        } else if (!result.emplace(item.substr(0, equals), item.substr(equals + 1)).second) {
            problems.push_back("--bind decides " + item.substr(0, equals) + " twice");
        }
    }
    return result;
}

}  // namespace plexus::embed
