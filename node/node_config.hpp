#pragma once

#include <filesystem>

#include <kernel/life/lifecycle_config.hpp>

namespace plexus::node {

/// What a node is made of: its plugins, and what it takes of the machine.
struct NodeConfig : kernel::LifecycleConfig {
    std::filesystem::path data_dir{};
    unsigned threads = 2;
    unsigned blocking_threads = 2;
    std::filesystem::path metrics_file{};  ///< empty: none
    /// From the wish to stop until the node gives up on plugins that do not. Below the ten seconds
    /// that an operator is promised, so that the last words are within them too.
    Duration stop_within = std::chrono::seconds{9};
};

}  // namespace plexus::node
