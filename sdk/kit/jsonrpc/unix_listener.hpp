#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>
#include <string>

#include <api/core/asio.hpp>
#include <kit/net/socket_path.hpp>

namespace plexus::jsonrpc {

/// A Unix socket that listens, for its owner alone. A socket that was left behind by a killed
/// process is replaced, one on which a process listens is not. The file is removed with this
/// object.
class UnixListener {
public:
    /// What accepts its connections.
    using Acceptor = asio::local::stream_protocol::acceptor;

    /// @errors ConfigError: it cannot be made
    UnixListener(const Executor& executor, std::filesystem::path path, net::SocketRemedy remedy);
    ~UnixListener();
    UnixListener(const UnixListener&) = delete;
    UnixListener& operator=(const UnixListener&) = delete;

    /// Accepts connections; owned by this object. On its executor.
    Acceptor& acceptor() noexcept { return acceptor_; }

private:
    [[noreturn]] void refuse(const std::string& why) const;
    void check();

    std::filesystem::path path_;
    net::SocketRemedy remedy_;
    Acceptor acceptor_;
};

}  // namespace plexus::jsonrpc
