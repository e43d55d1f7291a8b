#pragma once

#include <boost/version.hpp>
#include <cstdint>

#include <api/core/api.hpp>
#include <api/plugin/revision.hpp>
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
    const Dependency* needs;
    const Command* commands;
    std::uint32_t commands_count;
    void (*options)(Options&);  ///< declares the settings
    Plugin* (*create)(Host&);   ///< the caller owns the result
};

#define PLEXUS_STRINGIFY_2(text) #text
#define PLEXUS_STRINGIFY(text) PLEXUS_STRINGIFY_2(text)

#if defined(__clang__)
#define PLEXUS_COMPILER \
    "clang-" PLEXUS_STRINGIFY(__clang_major__) "." PLEXUS_STRINGIFY(__clang_minor__)
#else
#define PLEXUS_COMPILER "gcc-" PLEXUS_STRINGIFY(__GNUC__) "." PLEXUS_STRINGIFY(__GNUC_MINOR__)
#endif

#if defined(_GLIBCXX_DEBUG)
#define PLEXUS_CONTAINERS "debug-containers-1"
#else
#define PLEXUS_CONTAINERS "debug-containers-0"
#endif

#if defined(__SANITIZE_THREAD__)
#define PLEXUS_SANITIZER " tsan"
#elif defined(__SANITIZE_ADDRESS__)
#define PLEXUS_SANITIZER " asan"
#else
#define PLEXUS_SANITIZER ""
#endif

/// Whatever decides the layout of the C++ objects that kernel and plugins exchange.
#define PLEXUS_TOOLCHAIN                                                                           \
    PLEXUS_COMPILER " boost-" BOOST_LIB_VERSION                                                    \
                    " cxx11abi-" PLEXUS_STRINGIFY(_GLIBCXX_USE_CXX11_ABI) " c++" PLEXUS_STRINGIFY( \
                        __cplusplus) " " PLEXUS_CONTAINERS PLEXUS_SANITIZER                        \
                                     " api-" PLEXUS_API_REVISION

inline constexpr const char* plugin_toolchain = PLEXUS_TOOLCHAIN;

namespace detail {

template <class T>
constexpr void (*options_of())(Options&) {
    if constexpr (requires { &T::options; }) {
        return &T::options;
    } else {
        return nullptr;
    }
}

template <class T>
constexpr const Command* commands_of() {
    if constexpr (requires { T::commands; }) {
        return T::commands.data();
    } else {
        return nullptr;
    }
}

template <class T>
constexpr std::uint32_t command_count() {
    if constexpr (requires { T::commands; }) {
        return static_cast<std::uint32_t>(T::commands.size());
    } else {
        return 0;
    }
}

template <class T>
Plugin* create(Host& host) {
    return new T(host);
}

}  // namespace detail
}  // namespace plexus::inline v1

/// Exports the class as the plugin of this shared object. The class has two constants,
/// `std::array<ServiceKey, n> provides` and `std::array<Dependency, n> needs`, a constructor from
/// `Host&`, and if it wants them `static void options(Options&)` and `std::array<Command, n>
/// commands`. The symbol is weak so that one test program can link the code of several plugins.
#define PLEXUS_PLUGIN(type, plugin_name, plugin_version, plugin_summary)                       \
    extern "C" {                                                                               \
    extern __attribute__((weak)) const PLEXUS_API ::plexus::PluginDescriptor plexus_plugin_v1; \
    const ::plexus::PluginDescriptor plexus_plugin_v1 = {                                      \
        ::plexus::plugin_abi,                                                                  \
        sizeof(::plexus::PluginDescriptor),                                                    \
        ::plexus::plugin_toolchain,                                                            \
        plugin_name,                                                                           \
        plugin_version,                                                                        \
        plugin_summary,                                                                        \
        type::provides.data(),                                                                 \
        static_cast<std::uint32_t>(type::provides.size()),                                     \
        static_cast<std::uint32_t>(type::needs.size()),                                        \
        type::needs.data(),                                                                    \
        ::plexus::detail::commands_of<type>(),                                                 \
        ::plexus::detail::command_count<type>(),                                               \
        ::plexus::detail::options_of<type>(),                                                  \
        &::plexus::detail::create<type>,                                                       \
    };                                                                                         \
    }                                                                                          \
    static_assert(true)
