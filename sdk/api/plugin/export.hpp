#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include <api/plugin/metadata_text.hpp>
#include <api/plugin/plugin.hpp>
#include <api/plugin/toolchain.hpp>

/// For the one source of a plugin that exports it.
namespace plexus::inline v1 {
namespace detail {

/// A string literal as a template argument.
template <std::size_t n>
struct Literal {
    consteval explicit(false) Literal(const char (&literal)[n]) {
        std::copy_n(literal, n, letters);
    }
    constexpr std::string_view view() const { return {letters, n - 1}; }

    char letters[n]{};
};

template <class T, Literal name, Literal version, Literal summary>
consteval auto metadata_of() {
    constexpr auto write = [](char* out) {
        return write_metadata<T>(out, plugin_toolchain, name.view(), version.view(),
                                 summary.view());
    };
    std::array<char, write(nullptr)> text{};
    write(text.data());
    return text;
}

template <class T, Literal name, Literal version, Literal summary>
inline constexpr auto plugin_metadata = metadata_of<T, name, version, summary>();

template <class T>
Plugin* create(Host& host) {
    return new T(host);
}

template <class T>
constexpr PluginDescriptor describe(const char* metadata, std::size_t size) {
    return {PLEXUS_INTERFACE, plugin_toolchain, metadata, size, &create<T>};
}

}  // namespace detail

/// What PLEXUS_PLUGIN exports, for a plugin that is part of a program that embeds a node:
/// `constexpr PluginDescriptor mine = describe_plugin<Mine, "mine", "1.0.0", "does it">();`
/// @param T  as PLEXUS_PLUGIN wants it
template <class T, detail::Literal name, detail::Literal version, detail::Literal summary>
constexpr PluginDescriptor describe_plugin() {
    constexpr const auto& text = detail::plugin_metadata<T, name, version, summary>;
    return detail::describe<T>(text.data(), text.size());
}

}  // namespace plexus::inline v1

/// What an object in the section of a plugin's metadata has: nothing but the text lies there.
/// Clang's address sanitizer would put a gap behind it.
#if defined(__clang__)
#define PLEXUS_PLUGIN_METADATA \
    section(PLEXUS_PLUGIN_SECTION), used, aligned(1), no_sanitize("address")
#else
#define PLEXUS_PLUGIN_METADATA section(PLEXUS_PLUGIN_SECTION), used, aligned(1)
#endif

/// Exports the class as the plugin of this shared object. The class has two constants,
/// `std::array<ServiceKey, n> provides` and `std::array<Need, n> needs`, a constructor from
/// `Host&`, and if it wants them `OptionList options` and `std::array<Command, n> commands`. All
/// that it declares lies in a section of the file, which is read without mapping the file.
///
/// The symbol is weak so that one test program can link the code of several plugins.
#define PLEXUS_PLUGIN(type, plugin_name, plugin_version, plugin_summary)                       \
    __attribute__((PLEXUS_PLUGIN_METADATA)) static constexpr auto plexus_plugin_metadata =     \
        ::plexus::detail::metadata_of<type, plugin_name, plugin_version, plugin_summary>();    \
    extern "C" {                                                                               \
    extern __attribute__((weak)) const PLEXUS_API ::plexus::PluginDescriptor plexus_plugin_v1; \
    constinit const ::plexus::PluginDescriptor plexus_plugin_v1 =                              \
        ::plexus::detail::describe<type>(plexus_plugin_metadata.data(),                        \
                                         plexus_plugin_metadata.size());                       \
    }                                                                                          \
    static_assert(true)
