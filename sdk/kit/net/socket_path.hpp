#pragma once

#include <filesystem>
#include <string>

namespace plexus::inline v1::net {

/// What an operator can do about a Unix socket that cannot be made, for the texts of the errors.
struct SocketRemedy {
    std::string shorter{};  ///< after "choose a shorter": the option with the path
    std::string other{};    ///< after "or": what makes do without that path
};

/// Checks the length of a path at which a socket is to be made. A plugin calls it in its
/// constructor, so that the node ends before any plugin has opened a port.
/// @errors ConfigError: the path is too long for a socket
void check_socket_path(const std::filesystem::path& path, const SocketRemedy& remedy);

/// Refuses a path at which no socket can be made.
[[noreturn]] void refuse_socket_path(const std::filesystem::path& path, const std::string& why);

}  // namespace plexus::inline v1::net
