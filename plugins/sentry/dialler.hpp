#pragma once

#include <functional>
#include <string>

#include <api/core/asio.hpp>
#include <api/core/log.hpp>
#include <api/core/result.hpp>

namespace plexus::sentry {

/// Connects to clients that wait for sentries, instead of waiting for clients. Who is client and
/// who is server stays: the other end speaks first.
///
/// @thread     the strand of whoever awaits
/// @ownership  outlives the coroutines
class Dialler {
public:
    /// Takes a connected socket, which it closes.
    using Adopt = std::function<void(int descriptor)>;

    Dialler(Logger log, Adopt adopt) : log_(std::move(log)), adopt_(std::move(adopt)) {}

    /// Keeps one connection, until it is cancelled.
    /// @param address  `host:port`
    awaitable<void> keep(std::string address);

private:
    using Socket = asio::ip::tcp::socket;

    awaitable<Result<void>> connect(const std::string& address, Socket& socket);
    awaitable<void> stay(Socket& socket);

    Logger log_;
    Adopt adopt_;
};

}  // namespace plexus::sentry
