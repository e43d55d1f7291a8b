#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <api/async/clock.hpp>
#include <api/plugin/settings.hpp>

#include <kernel/resolve/resolver.hpp>

namespace plexus::kernel {

/// Decides the options of a plugin that joins: by what was given with it, then as for all others.
/// @errors ConfigError
using SettingsOf = std::function<Settings(const PluginMetadata&, const PluginSettings& given)>;

/// How long each part of a change may take.
struct ChangeLimits {
    Duration start = std::chrono::seconds{30};  ///< a newcomer's start()

    /// How long whoever uses a leaving plugin may go on before its run() is cancelled: some
    /// services are worked off by run(), and end of themselves before; others end only with it.
    Duration drain = std::chrono::seconds{2};
    Duration leave = std::chrono::seconds{10};  ///< until whoever asked is told what holds it up
};

/// What a node is made of, decided and checked before anything is created.
struct NodeConfig {
    Plan plan{};
    std::map<std::string, Settings> settings{};  ///< by plugin; one for each of the plan
    std::shared_ptr<Catalogue> catalogue{};      ///< owns what the plan points at
    std::filesystem::path data_dir{};
    unsigned threads = 2;
    unsigned blocking_threads = 2;
    std::filesystem::path metrics_file{};  ///< empty: none
    /// From the wish to stop until the node gives up on plugins that do not. Below the ten seconds
    /// that an operator is promised, so that the last words are within them too.
    Duration stop_within = std::chrono::seconds{9};
    SettingsOf settings_of{};  ///< of plugins that join while the node runs
    ChangeLimits change_limits{};
};

}  // namespace plexus::kernel
