#pragma once

#include <cstdint>

#include <api/core/api.hpp>

namespace plexus::inline v1 {

class Host;
class Plugin;

/// What a command does with the data folder.
enum class FolderUse : std::uint8_t {
    exclusive,  ///< refused while a node has the folder
    shared,     ///< reads, or writes only what no running node minds
};

/// A command line verb that a plugin brings: `plexus ping enode://...`.
struct Command {
    const char* name;                             ///< the verb: "ping"
    const char* usage;                            ///< the arguments, "ENODE"
    const char* summary;                          ///< one line for `plexus --help`
    FolderUse folder_use = FolderUse::exclusive;  ///< whether the command may run beside a node
};

/// What a shared object exports, as `plexus_plugin_v1`. The kernel has read `metadata` from the
/// file before it maps the file, and checks the rest before it calls `create`.
struct PluginDescriptor {
    std::uint32_t interface;  ///< PLEXUS_INTERFACE of the build
    const char* toolchain;    ///< plugin_toolchain of the build
    const char* metadata;     ///< the text that lies in the section PLEXUS_PLUGIN_SECTION as well
    std::uint64_t metadata_size;  ///< in bytes, without a terminating zero
    Plugin* (*create)(Host&);     ///< the caller owns the result
};

/// Where a shared object has its metadata: `readelf -p .plexus.plugin scoring.so` shows it.
#define PLEXUS_PLUGIN_SECTION ".plexus.plugin"

}  // namespace plexus::inline v1
