#pragma once

#include <filesystem>
#include <string>

#include <api/plugin/descriptor.hpp>

namespace plexus::kernel {

/// Maps a shared object and returns its descriptor, once all that can be known without running
/// code of it has been checked: it has a descriptor, nothing it links to is unresolved, and layout
/// and toolchain are those of the kernel. It is never unmapped.
///
/// @errors ConfigError: which check failed, and how to mend it
const PluginDescriptor& open_plugin_file(const std::filesystem::path& file);

/// @param whose  begins the sentence
/// @errors ConfigError if layout or toolchain are not those of the kernel
void check_descriptor(const std::string& whose, const PluginDescriptor& descriptor);

/// @errors ConfigError if C++ objects cannot be shared with what was built like that
void check_toolchain(const std::string& whose, const char* toolchain);

}  // namespace plexus::kernel
