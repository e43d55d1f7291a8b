#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string>

#include <api/core/asio.hpp>

namespace plexus::jsonrpc {

/// What an operator can do about a socket that cannot be made, for the texts of the errors.
struct SocketRemedy {
    std::string shorter{};  ///< after "choose a shorter": the option with the path
    std::string other{};    ///< after "or": what makes do without that path
};

/// Checks the length of a path at which a socket is to be made. A plugin calls it in its
/// constructor, so that the node ends before any plugin has opened a port.
/// @errors ConfigError: the path is too long for a socket
void check_socket_path(const std::filesystem::path& path, const SocketRemedy& remedy);

/// A Unix socket that listens, for its owner alone. A socket that was left behind by a killed
/// process is replaced, one on which a process listens is not. The file is removed with this
/// object.
class UnixListener {
public:
    /// What accepts its connections.
    using Acceptor = asio::local::stream_protocol::acceptor;

    /// @errors ConfigError: it cannot be made
    UnixListener(const Executor& executor, std::filesystem::path path, SocketRemedy remedy);
    ~UnixListener();
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

    /// Accepts connections; owned by this object. On its executor.
    Acceptor& acceptor() noexcept { return acceptor_; }

private:
    [[noreturn]] void refuse(const std::string& why) const;
    void check();

    std::filesystem::path path_;
    SocketRemedy remedy_;
    Acceptor acceptor_;
};

}  // namespace plexus::jsonrpc
