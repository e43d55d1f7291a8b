#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <api/plugin/descriptor.hpp>
#include <api/plugin/options.hpp>

namespace plexus::inline v1 {

/// Everything that a plugin declares about itself. Known without running any code of the plugin.
///
/// @ownership  the names in the vectors lie in `storage`, so they live as long as a copy of this
struct PluginMetadata {
    std::string name;
    std::string version;
    std::string summary;
    std::string toolchain;  ///< plugin_toolchain of the build
    std::vector<ServiceKey> provides{};
    std::vector<Need> needs{};
    std::vector<Command> commands{};
    std::vector<OptionSpec> options{};
    std::shared_ptr<const void> storage{};
};

}  // namespace plexus::inline v1
