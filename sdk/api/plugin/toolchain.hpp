#pragma once

#include <boost/version.hpp>
#include <version>

#include <api/plugin/interface.hpp>

namespace plexus::inline v1 {

#define PLEXUS_STRINGIFY_2(text) #text
#define PLEXUS_STRINGIFY(text) PLEXUS_STRINGIFY_2(text)

#if defined(__clang__)
#define PLEXUS_COMPILER \
    "clang-" PLEXUS_STRINGIFY(__clang_major__) "." PLEXUS_STRINGIFY(__clang_minor__)
#else
#define PLEXUS_COMPILER "gcc-" PLEXUS_STRINGIFY(__GNUC__) "." PLEXUS_STRINGIFY(__GNUC_MINOR__)
#endif

#if defined(_LIBCPP_VERSION)
#define PLEXUS_LIBRARY "libc++-" PLEXUS_STRINGIFY(_LIBCPP_VERSION)
#else
#define PLEXUS_LIBRARY                                                             \
    "libstdc++-" PLEXUS_STRINGIFY(_GLIBCXX_RELEASE) " cxx11abi-" PLEXUS_STRINGIFY( \
        _GLIBCXX_USE_CXX11_ABI)
#endif

#if defined(_GLIBCXX_DEBUG)
#define PLEXUS_CONTAINERS " debug-containers"
#else
#define PLEXUS_CONTAINERS ""
#endif

#if defined(__has_feature)  // clang says it this way
#define PLEXUS_HAS_FEATURE(name) __has_feature(name)
#else
#define PLEXUS_HAS_FEATURE(name) 0
#endif

#if defined(__SANITIZE_THREAD__) || PLEXUS_HAS_FEATURE(thread_sanitizer)
#define PLEXUS_SANITIZER " tsan"
#elif defined(__SANITIZE_ADDRESS__) || PLEXUS_HAS_FEATURE(address_sanitizer)
#define PLEXUS_SANITIZER " asan"
#else
#define PLEXUS_SANITIZER ""
#endif

/// Whatever decides the layout of the C++ objects that kernel and plugins exchange. Both must have
/// the same.
#define PLEXUS_TOOLCHAIN                                                                    \
    PLEXUS_COMPILER " " PLEXUS_LIBRARY " boost-" BOOST_LIB_VERSION                          \
                    " c++" PLEXUS_STRINGIFY(__cplusplus) PLEXUS_CONTAINERS PLEXUS_SANITIZER \
        " interface-" PLEXUS_STRINGIFY(PLEXUS_INTERFACE)

/// PLEXUS_TOOLCHAIN of the plugin or library that is being compiled.
inline constexpr const char* plugin_toolchain = PLEXUS_TOOLCHAIN;

}  // namespace plexus::inline v1
