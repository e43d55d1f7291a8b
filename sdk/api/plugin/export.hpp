#pragma once

#include <boost/version.hpp>

#include <api/plugin/plugin.hpp>
#include <api/plugin/revision.hpp>

/// For the one source of a plugin that exports it. Apart from the rest because it changes with
/// every change of any interface, and nothing else needs to be compiled again then.
namespace plexus::inline v1 {

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

/// What PLEXUS_PLUGIN exports, for a plugin that is part of a program that embeds a node.
/// @param T  as PLEXUS_PLUGIN wants it
template <class T>
constexpr PluginDescriptor describe_plugin(const char* name, const char* version,
                                           const char* summary) {
    return {plugin_abi,
            sizeof(PluginDescriptor),
            plugin_toolchain,
            name,
            version,
            summary,
            T::provides.data(),
            static_cast<std::uint32_t>(T::provides.size()),
            static_cast<std::uint32_t>(T::needs.size()),
            T::needs.data(),
            detail::commands_of<T>(),
            detail::command_count<T>(),
            detail::options_of<T>(),
            &detail::create<T>};
}

}  // namespace plexus::inline v1

/// Exports the class as the plugin of this shared object. The class has two constants,
/// `std::array<ServiceKey, n> provides` and `std::array<Need, n> needs`, a constructor from
/// `Host&`, and if it wants them `static void options(Options&)` and `std::array<Command, n>
/// commands`. The symbol is weak so that one test program can link the code of several plugins.
#define PLEXUS_PLUGIN(type, plugin_name, plugin_version, plugin_summary)                       \
    extern "C" {                                                                               \
    extern __attribute__((weak)) const PLEXUS_API ::plexus::PluginDescriptor plexus_plugin_v1; \
    constinit const ::plexus::PluginDescriptor plexus_plugin_v1 =                              \
        ::plexus::describe_plugin<type>(plugin_name, plugin_version, plugin_summary);          \
    }                                                                                          \
    static_assert(true)
