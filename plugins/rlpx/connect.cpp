#include "connect.hpp"

#include <boost/asio/as_tuple.hpp>
#include <optional>
#include <vector>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <kit/net/dial_order.hpp>

namespace plexus::rlpx {
namespace {

/// The attempts to reach one node.
class Race {
public:
    /// @param strand  of the attempts
    /// @param socket  of the attempt that succeeds first
    Race(const Executor& strand, Socket& socket, net::Node node)
        : socket_(socket), node_(std::move(node)), attempts_(strand), ended_(strand) {}

    awaitable<Result<net::Node>> run() {
        attempts_.spawn("try all", try_all());
        co_await attempts_.join();
        if (reached_) co_return *reached_;
        co_return failure_;
    }

private:
    awaitable<void> try_all() {
        for (const net::Endpoint& endpoint : net::dial_order(node_)) {
            if (endpoint.tcp_port == 0) continue;
            ++running_;
            attempts_.spawn("connect", attempt(endpoint));
            auto decided = until_decided();
            co_await within(attempt_delay, std::move(decided));
            if (reached_) break;
        }
        co_await until_decided();
        attempts_.cancel();
    }

    awaitable<void> attempt(net::Endpoint endpoint) {
        Socket socket(socket_.get_executor());
        const auto [error] =
            co_await socket.async_connect(endpoint.tcp(), asio::as_tuple(asio::use_awaitable));
        --running_;
        if (error) {
            failure_ = error;
        } else if (!reached_) {
            socket_ = std::move(socket);
            reached_.emplace(node_.id, endpoint);
            reached_->record = node_.record;
        }
        ended_.notify();
    }

    /// Waits until one attempt has succeeded or all have failed.
    awaitable<void> until_decided() {
        while (!reached_ && running_ != 0) co_await ended_.wait();
    }

    Socket& socket_;
    net::Node node_;
    TaskScope attempts_;
    Event ended_;
    int running_ = 0;
    std::optional<net::Node> reached_;
    ErrorCode failure_ = asio::error::address_family_not_supported;  // none that can be dialled
};

}  // namespace

awaitable<Result<net::Node>> connect(Socket& socket, net::Node node) {
    const Executor strand = co_await asio::this_coro::executor;
    Race race(strand, socket, std::move(node));
    co_return co_await race.run();
}

}  // namespace plexus::rlpx
