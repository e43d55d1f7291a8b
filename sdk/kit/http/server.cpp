#include "server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/scope_exit.hpp>
#include <sstream>

#include <api/async/strand.hpp>
#include <api/plugin/config_error.hpp>

#include "connection.hpp"

namespace plexus::http {
namespace {

using namespace std::chrono_literals;
using Tcp = asio::ip::tcp;

/// Out of file descriptors, usually: some come back.
constexpr Duration pause_after_error = 1s;

/// The body of an action on a page is a few words; a scrape has none.
constexpr std::size_t operator_body_bytes = 1024;
/// A client of the operator that is slower than this is disconnected.
constexpr std::chrono::seconds operator_slowest{10};

}  // namespace

Limits operator_limits(std::size_t connections) {
    Limits result;
    result.connections = connections;
    result.body_bytes = operator_body_bytes;
    result.read = operator_slowest;
    result.write = operator_slowest;
    return result;
}

Server::Server(const Executor& strand, Logger logger, const Limits& limits, Handler handler,
               WebSocketService websocket)
    : log_(std::move(logger)),
      limits_(limits),
      handler_(std::move(handler)),
      websocket_(std::move(websocket)),
      acceptor_(strand),
      tasks_(strand),
      ended_(strand) {}

Server::~Server() = default;

void Server::listen(const Endpoint& endpoint, const std::string& what, const std::string& options) {
    ErrorCode error;
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(Tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(Tcp::acceptor::max_listen_connections, error);
    if (error) {
        std::ostringstream text;
        text << what << " cannot listen on " << endpoint << ": " << error.message() << "; change "
             << options;
        throw ConfigError(text.str());
    }
}

Server::Endpoint Server::endpoint() const { return acceptor_.local_endpoint(); }

awaitable<void> Server::serve() {
    PLEXUS_ON_STRAND(acceptor_.get_executor());
    tasks_.spawn("http accept", accept());
    co_await tasks_.serve();
}

awaitable<void> Server::accept() {
    while (true) {
        auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) co_return;  // the node stops
        if (error) {
            PLEXUS_LOG(log_, error) << "cannot accept a connection" << kv("error", error.message());
            co_await sleep_for(pause_after_error);
            continue;
        }
        ErrorCode gone;  // then it is closed here, too
        const asio::ip::address address = socket.remote_endpoint(gone).address();
        if (gone || is_too_many(address)) continue;
        while (open_ >= limits_.connections) {
            make_room();
            co_await ended_.wait();
        }
        ++open_;
        ++by_address_[address];
        tasks_.spawn("http connection", attend(std::move(socket), address));
    }
}

/// Clients that hold connections without using them do not keep others out.
void Server::make_room() {
    if (!waiting_.empty()) waiting_.front()();
}

bool Server::is_too_many(const asio::ip::address& address) const {
    if (limits_.address_connections == 0) return false;
    if (address.is_loopback() && !limits_.counts_loopback) return false;
    const auto known = by_address_.find(address);
    return known != by_address_.end() && known->second >= limits_.address_connections;
}

awaitable<void> Server::attend(Tcp::socket socket, asio::ip::address address) {
    metrics_.add_connection(1);
    BOOST_SCOPE_EXIT_ALL(&) {
        metrics_.add_connection(-1);
        if (--by_address_[address] == 0) by_address_.erase(address);
        --open_;
        ended_.notify();
    };
    ErrorCode ignored;  // it is only slower without
    socket.set_option(Tcp::no_delay(true), ignored);
    Service service{limits_, handler_, websocket_, tasks_, waiting_, metrics_, log_};
    co_await serve_connection(std::move(service), std::move(socket));
}

asio::ip::address address_of(const std::string& text, const std::string& option) {
    ErrorCode error;
    const asio::ip::address address = asio::ip::make_address(text, error);
    if (error) {
        throw ConfigError(option + ": '" + text +
                          "' is no IP address; write one such as 127.0.0.1 or ::1");
    }
    return address;
}

}  // namespace plexus::http
