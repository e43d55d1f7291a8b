#include "client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include <api/async/within.hpp>

#include "line_stream.hpp"

namespace plexus::jsonrpc {
namespace {

using Socket = asio::local::stream_protocol::socket;

constexpr std::uint64_t only_request = 1;

awaitable<Result<std::string>> exchange(std::string path, std::string line, Duration limit) {
    Socket socket(co_await asio::this_coro::executor);
    const asio::local::stream_protocol::endpoint endpoint(path);
    const auto [error] =
        co_await socket.async_connect(endpoint, asio::as_tuple(asio::use_awaitable));
    if (error) co_return error;
    LineStream stream(std::move(socket));
    const Result<void> sent = co_await stream.write(std::move(line), limit);
    if (!sent) co_return sent.error();
    co_return co_await stream.read(limit);
}

}  // namespace

json::value call(const std::filesystem::path& socket, const std::string& method, json::value params,
                 Duration limit) {
    asio::io_context loop(1);
    std::string line = json::serialize(request_message(only_request, method, std::move(params)));
    Result<std::string> response = make_error_code(Errc::closed);
    std::exception_ptr failure;
    asio::co_spawn(loop, within(limit, exchange(socket.string(), std::move(line), limit)),
                   [&](const std::exception_ptr& problem, Result<std::string> value) {
                       failure = problem;
                       response = std::move(value);
                   });
    loop.run();
    if (failure) std::rethrow_exception(failure);
    if (!response) throw boost::system::system_error(response.error());
    return read_response(parse(*response), only_request);
}

}  // namespace plexus::jsonrpc
