#pragma once

#include <node/node_config.hpp>

#include "sources.hpp"

namespace plexus::embed {

/// Decides the options of a plugin that joins a running node: first by what is given with it, then
/// by the environment and by the file, both as they were when the node was configured. There an
/// option is meant only by its full name: a short one was meant for the plugins of that time.
/// @errors ConfigError
Settings newcomer_settings(const PluginMetadata& plugin, const PluginSettings& given,
                           const Environment& environment, const GivenOptions& file);

}  // namespace plexus::embed
