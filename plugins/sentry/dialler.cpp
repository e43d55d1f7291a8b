#include "dialler.hpp"

#include <fcntl.h>

#include <boost/asio/connect.hpp>

#include <api/async/clock.hpp>
#include <api/async/within.hpp>

namespace plexus::sentry {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;

constexpr auto connect_limit = 10s;
// As Erigon's clients pause before they try a sentry again.
constexpr Duration shortest_pause = 500ms;
constexpr Duration longest_pause = 10s;

awaitable<Result<void>> resolve_and_connect(std::string host, std::string port,
                                            tcp::socket& socket) {
    tcp::resolver resolver(socket.get_executor());
    const auto [unknown, endpoints] =
        co_await resolver.async_resolve(host, port, asio::as_tuple(asio::use_awaitable));
    if (unknown) co_return ErrorCode(unknown);
    const auto [failed, endpoint] =
        co_await asio::async_connect(socket, endpoints, asio::as_tuple(asio::use_awaitable));
    if (failed) co_return ErrorCode(failed);
    co_return Result<void>{};
}

}  // namespace

awaitable<void> Dialler::keep(std::string address) {
    const Executor executor = co_await asio::this_coro::executor;
    Duration pause = shortest_pause;
    bool told = false;
    while (true) {
        Socket socket(executor);
        const Result<void> connected = co_await connect(address, socket);
        if (connected) {
            PLEXUS_LOG(log_, info) << "connected to a client" << kv("address", address);
            const SteadyTime began = Clock::of(executor).now();
            co_await stay(socket);
            PLEXUS_LOG(log_, info)
                << "the client has closed the connection" << kv("address", address);
            if (Clock::of(executor).now() - began > longest_pause) pause = shortest_pause;
            told = false;
        } else if (!told) {
            PLEXUS_LOG(log_, warn)
                << "a client cannot be reached, trying on" << kv("address", address)
                << kv("why", connected.error().message());
            told = true;
        }
        co_await sleep_for(pause);
        pause = std::min(2 * pause, longest_pause);
    }
}

awaitable<Result<void>> Dialler::connect(const std::string& address, Socket& socket) {
    const std::size_t colon = address.rfind(':');
    auto attempt = resolve_and_connect(address.substr(0, colon), address.substr(colon + 1), socket);
    co_return co_await within(connect_limit, std::move(attempt));
}

/// Waits for the end of the connection. The library reads and writes a duplicate of the descriptor,
/// and shuts the socket down for both when it has ended.
awaitable<void> Dialler::stay(Socket& socket) {
    boost::system::error_code ignored;
    socket.native_non_blocking(true, ignored);
    socket.set_option(tcp::no_delay(true), ignored);
    const int duplicate = ::fcntl(socket.native_handle(), F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0) co_return;
    adopt_(duplicate);
    co_await socket.async_wait(Socket::wait_error, asio::as_tuple(asio::use_awaitable));
}

}  // namespace plexus::sentry
