#include "line_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <api/async/within.hpp>

namespace plexus::jsonrpc {

awaitable<Result<std::string>> LineStream::read(Duration limit) {
    co_return co_await within(limit, read_line());
}

awaitable<Result<void>> LineStream::write(std::string line, Duration limit) {
    line += '\n';
    co_return co_await within(limit, write_all(std::move(line)));
}

void LineStream::close() {
    boost::system::error_code ignored;  // it is closed either way
    socket_.close(ignored);
}

awaitable<Result<std::string>> LineStream::read_line() {
    const auto [error, size] =
        co_await asio::async_read_until(socket_, asio::dynamic_buffer(buffer_, line_limit_bytes),
                                        '\n', asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::not_found) co_return make_error_code(Errc::limit_exceeded);
    if (error) co_return error;
    std::string line = buffer_.substr(0, size - 1);
    buffer_.erase(0, size);
    co_return Result<std::string>(std::move(line));
}

awaitable<Result<void>> LineStream::write_all(std::string text) {
    const auto [error, size] = co_await asio::async_write(socket_, asio::buffer(text),
                                                          asio::as_tuple(asio::use_awaitable));
    if (error) co_return error;
    co_return Result<void>{};
}

}  // namespace plexus::jsonrpc
