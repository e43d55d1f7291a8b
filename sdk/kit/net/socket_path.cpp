#include "socket_path.hpp"

#include <sys/un.h>

#include <api/plugin/config_error.hpp>

namespace plexus::inline v1::net {
namespace {

/// With the zero behind it.
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

}  // namespace

void check_socket_path(const std::filesystem::path& path, const SocketRemedy& remedy) {
    if (path.native().size() <= longest_path) return;
    refuse_socket_path(path, "a socket's path has at most " + std::to_string(longest_path) +
                                 " bytes; choose a shorter " + remedy.shorter + ", or " +
                                 remedy.other);
}

void refuse_socket_path(const std::filesystem::path& path, const std::string& why) {
    throw ConfigError("cannot listen at " + path.string() + ": " + why);
}

}  // namespace plexus::inline v1::net
