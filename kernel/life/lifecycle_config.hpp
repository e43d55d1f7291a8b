#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include <api/async/clock.hpp>
#include <api/plugin/settings.hpp>

#include <kernel/load/plugin_source.hpp>
#include <resolve/plan.hpp>

namespace plexus::kernel {

/// Decides the options of a plugin that joins: by what was given with it, then as for all others.
/// @errors ConfigError
using SettingsOf = std::function<Settings(const PluginMetadata&, const PluginSettings& given)>;

/// How long each part of a change may take.
struct ChangeLimits {
    Duration start = std::chrono::seconds{30};  ///< a newcomer's start()

    /// How long the users of a leaving plugin may go on before its run() is cancelled: some
    /// services are worked off by run(), and end of themselves before; others end only with it.
    Duration drain = std::chrono::seconds{2};
    Duration leave = std::chrono::seconds{10};  ///< until the caller is told what holds it up
};

/// The plugins of a node, decided and checked before anything is created.
struct LifecycleConfig {
    resolve::Plan plan{};
    std::map<std::string, Settings> settings{};  ///< by plugin; one for each of the plan
    std::shared_ptr<PluginSource> catalogue{};   ///< owns what the plan points at
    SettingsOf settings_of{};                    ///< of plugins that join while the node runs
    ChangeLimits change_limits{};
};

}  // namespace plexus::kernel
