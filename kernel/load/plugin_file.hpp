#pragma once

#include <filesystem>

#include <api/plugin/descriptor.hpp>

namespace plexus::kernel {

/// Maps a shared object and returns its descriptor, once all that can be known without running
/// code of it has been checked: it has a descriptor, nothing it links to is unresolved, and layout
/// and toolchain are those of the kernel. It is never unmapped.
///
/// @errors ConfigError: which check failed, and how to mend it
const PluginDescriptor& open_plugin_file(const std::filesystem::path& file);

}  // namespace plexus::kernel
