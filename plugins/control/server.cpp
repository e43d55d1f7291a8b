#include "server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/json/value.hpp>
#include <boost/scope_exit.hpp>

#include <api/async/within.hpp>
#include <api/core/printable.hpp>
#include <kit/jsonrpc/server.hpp>

namespace plexus::control {
namespace {

using namespace std::chrono_literals;

/// For more than these, the connection that has been silent longest is closed. One operator needs
/// few.
constexpr std::size_t most_connections = 16;

/// A connection that has been silent for so long is closed.
constexpr Duration idle_limit = 10min;

/// A client that does not take its response in this time is gone.
constexpr Duration write_limit = 10s;

/// Longer than any method takes that has a deadline of its own: the longest is plexus_join.
constexpr Duration call_limit = 2min;

/// Of the name of a method that nobody has, in the error.
constexpr std::size_t shown_of_a_name = 64;

/// Out of file descriptors, usually: some come back.
constexpr Duration pause_after_error = 1s;

}  // namespace

Server::Server(Host& host)
    : host_(host), log_(host.logger()), tasks_(host.strand()), disconnected_(host.strand()) {}

awaitable<void> Server::serve(ControlSocket& socket) {
    tasks_.spawn("control accept", accept(socket));
    co_await tasks_.serve();
}

awaitable<void> Server::accept(ControlSocket& socket) {
    while (true) {
        while (connections_ > most_connections) co_await disconnected_.wait();  // all are busy
        auto [error, connection] =
            co_await socket.acceptor().async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) co_return;  // the node stops
        if (error) {
            PLEXUS_LOG(log_, error) << "cannot accept a connection" << kv("error", error.message());
            co_await sleep_for(pause_after_error);
            continue;
        }
        if (++connections_ > most_connections) make_room();
        tasks_.spawn("control connection", attend(std::move(connection)));
    }
}

void Server::make_room() {
    if (!idle_.empty()) idle_.front()->close();
}

awaitable<Result<std::string>> Server::next_line(jsonrpc::LineStream& stream) {
    const auto place = idle_.insert(idle_.end(), &stream);
    BOOST_SCOPE_EXIT_ALL(&, place) { idle_.erase(place); };
    co_return co_await stream.read(idle_limit);
}

awaitable<void> Server::attend(Socket socket) {
    BOOST_SCOPE_EXIT_ALL(&) {
        --connections_;
        disconnected_.notify();
    };
    jsonrpc::LineStream stream(std::move(socket));
    const jsonrpc::Call call = [this](std::string method, boost::json::value params) {
        return this->call(std::move(method), std::move(params));
    };
    while (true) {
        Result<std::string> line = co_await next_line(stream);
        if (!line && line.error() != Errc::limit_exceeded) co_return;
        std::string response;
        if (line) {
            response = co_await jsonrpc::respond(std::move(*line), call);
        } else {
            response = jsonrpc::too_long_response();
        }
        if (!response.empty()) {
            const Result<void> written = co_await stream.write(std::move(response), write_limit);
            if (!written) co_return;
        }
        if (!line) co_return;  // the rest of a line that was cut off
    }
}

awaitable<boost::json::value> Server::call(std::string method, boost::json::value params) {
    const Lease<rpc::MethodProvider> provider = provider_of(method);
    if (provider == nullptr) {
        throw rpc::RpcError(rpc::ErrorCode::method_not_found,
                            "there is no method " + printable(method, shown_of_a_name));
    }
    Result<boost::json::value> result =
        co_await within(call_limit, provider->call(std::move(method), std::move(params)));
    if (!result) {
        throw rpc::RpcError(rpc::ErrorCode::server_error, "the call took too long and was ended");
    }
    co_return std::move(*result);
}

Lease<rpc::MethodProvider> Server::provider_of(const std::string& method) {
    const Leases<rpc::MethodProvider> providers = host_.every<rpc::MethodProvider>();
    for (std::size_t i = 0; i < providers.size(); ++i) {
        Lease<rpc::MethodProvider> provider = providers.lease(i);
        const std::vector<std::string> methods = provider->methods();
        if (std::ranges::find(methods, method) != methods.end()) return provider;
    }
    return nullptr;
}

}  // namespace plexus::control
