#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <api/core/api.hpp>
#include <api/plugin/descriptor.hpp>
#include <api/plugin/option_spec.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1 {

/// Everything that a plugin declares about itself. Known without running any code of the plugin.
///
/// @ownership  the names in the vectors lie in `storage`, so they live as long as a copy of this
struct PluginMetadata {
    std::string name;                       ///< as in --plugins
    std::string version;                    ///< of the plugin, free in form
    std::string summary;                    ///< one line for `plexus plugins`
    std::string toolchain;                  ///< plugin_toolchain of the build
    std::vector<ServiceKey> provides{};     ///< in the order of their declaration
    std::vector<Need> needs{};              ///< in the order of their declaration
    std::vector<Command> commands{};        ///< verbs of the command line
    std::vector<OptionSpec> options{};      ///< names without the plugin's prefix
    std::shared_ptr<const void> storage{};  ///< owns the texts that the members refer to
};

/// The longest metadata that is read. The largest bundled plugin has 5 KiB.
inline constexpr std::size_t metadata_limit_bytes = 256 * 1024;

/// Reads the text of a section `.plexus.plugin`, or of a descriptor. The text may come from any
/// file: every member is checked, and nothing of it is printed unchecked.
///
/// @param whose  begins the sentence of an error: "/opt/voice.so"
/// @errors ConfigError: the text is damaged, or of a plugin that was built for another interface or
///         with another toolchain than this library
PLEXUS_API PluginMetadata read_metadata(const std::string& whose, std::string_view text);

/// @errors ConfigError if it was built for another interface than this library
PLEXUS_API void check_interface(const std::string& whose, std::int64_t number);

/// @errors ConfigError if C++ objects cannot be shared with what was built like that
PLEXUS_API void check_toolchain(const std::string& whose, std::string_view toolchain);

}  // namespace plexus::inline v1
