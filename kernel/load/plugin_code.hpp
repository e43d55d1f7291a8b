#pragma once

#include <sys/types.h>

#include <compare>
#include <filesystem>
#include <string>
#include <string_view>

#include <api/plugin/descriptor.hpp>

namespace plexus::kernel {

/// Which of the builds that lay under one path one after another.
struct FileIdentity {
    dev_t device = 0;
    ino_t number = 0;
    std::filesystem::file_time_type written{};

    friend auto operator<=>(const FileIdentity&, const FileIdentity&) = default;
};

/// @errors ConfigError if there is no such file
FileIdentity identify(const std::filesystem::path& file);

/// Maps a shared object, which runs its initialisers, and returns its descriptor. Nothing that it
/// links to is unresolved then, and it is the build whose metadata was read. It is never unmapped;
/// a later build under the same path is mapped beside it.
///
/// @param metadata  as it was read from the file
/// @errors ConfigError: it cannot be mapped, or is another build than the one that was read
const PluginDescriptor& map_plugin(const std::filesystem::path& file, const FileIdentity& identity,
                                   std::string_view metadata);

}  // namespace plexus::kernel
