#pragma once

#include <boost/asio/local/stream_protocol.hpp>
#include <cstddef>
#include <string>

#include <api/async/clock.hpp>
#include <api/core/result.hpp>

namespace plexus::jsonrpc {

/// A text of more bytes is not read: the largest request is a list of settings.
inline constexpr std::size_t line_limit_bytes = std::size_t{1} << 20U;

/// Messages over a Unix socket, one a line.
///
/// @thread one coroutine reads and one writes at a time, on the socket's executor
class LineStream {
public:
    /// @param socket  connected; the stream owns it
    explicit LineStream(asio::local::stream_protocol::socket socket) : socket_(std::move(socket)) {}

    /// The next line without its end.
    /// @errors Errc::limit_exceeded, Errc::timed_out, or the socket's: asio::error::eof at the end
    awaitable<Result<std::string>> read(Duration limit);

    /// Writes a line, to which the end is added.
    /// @errors as above
    awaitable<Result<void>> write(std::string line, Duration limit);

    /// Ends a read() or write() that waits, with an error.
    void close();

private:
    awaitable<Result<std::string>> read_line();
    awaitable<Result<void>> write_all(std::string text);

    asio::local::stream_protocol::socket socket_;
    std::string buffer_;
};

}  // namespace plexus::jsonrpc
