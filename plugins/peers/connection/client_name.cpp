#include "client_name.hpp"

namespace plexus::peers {
namespace {

#if defined(__linux__)
constexpr const char* os_name = "linux";
#elif defined(__APPLE__)
constexpr const char* os_name = "darwin";
#else
constexpr const char* os_name = "unknown";
#endif

#if defined(__x86_64__)
constexpr const char* machine = "amd64";
#elif defined(__aarch64__)
constexpr const char* machine = "arm64";
#else
constexpr const char* machine = "unknown";
#endif

#if defined(__clang__)
constexpr const char* compiler = "clang";
constexpr int compiler_major = __clang_major__;
constexpr int compiler_minor = __clang_minor__;
#else
constexpr const char* compiler = "gcc";
constexpr int compiler_major = __GNUC__;
constexpr int compiler_minor = __GNUC_MINOR__;
#endif

}  // namespace

std::string default_client_name() {
    return std::string{"Plexus/v" PLEXUS_VERSION "/"} + os_name + '-' + machine + '/' + compiler +
           std::to_string(compiler_major) + '.' + std::to_string(compiler_minor);
}

}  // namespace plexus::peers
