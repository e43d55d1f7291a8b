#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <filesystem>

#include <api/core/asio.hpp>

namespace plexus::control {

/// The Unix socket `control.sock` in a node's data folder, for its owner alone. A socket left
/// behind by a killed node is replaced: the folder is locked, so no node listens on it. The file is
/// removed with this object.
class ControlSocket {
public:
    using Acceptor = asio::local::stream_protocol::acceptor;

    /// @errors ConfigError: it cannot be made
    ControlSocket(const Executor& executor, const std::filesystem::path& folder);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    Acceptor& acceptor() noexcept { return acceptor_; }

private:
    std::filesystem::path path_;
    Acceptor acceptor_;
};

}  // namespace plexus::control
