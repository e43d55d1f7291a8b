#pragma once

#include <cstdint>

#include <api/core/api.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1 {

class Host;
class Options;
class Plugin;

/// What a command does with the data folder.
enum class FolderUse : std::uint8_t {
    exclusive,  ///< refused while a node has the folder
    shared,     ///< reads, or writes only what no running node minds
};

/// A command line verb that a plugin brings: `plexus ping enode://...`.
struct Command {
    const char* name;
    const char* usage;  ///< the arguments, "ENODE"
    const char* summary;
    FolderUse folder_use = FolderUse::exclusive;
};

/// The layout version of PluginDescriptor, of which the exported symbol's suffix is the major part.
inline constexpr std::uint32_t plugin_abi = 1;

/// What a shared object tells about itself. Plain data: the kernel reads and checks it before it
/// calls any code of the plugin.
struct PluginDescriptor {
    std::uint32_t abi;   ///< plugin_abi of the build
    std::uint32_t size;  ///< sizeof, so that fields can be appended
    const char*
        toolchain;  ///< plugin_toolchain of the build: C++ objects cross, so it must be equal
    const char* name;
    const char* version;
    const char* summary;
    const ServiceKey* provides;
    std::uint32_t provides_count;
    std::uint32_t needs_count;
    const Need* needs;
    const Command* commands;
    std::uint32_t commands_count;
    void (*options)(Options&);  ///< declares the settings
    Plugin* (*create)(Host&);   ///< the caller owns the result
};

}  // namespace plexus::inline v1
