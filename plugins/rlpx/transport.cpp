#include "transport.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <sstream>

#include <api/async/event.hpp>
#include <api/async/within.hpp>
#include <api/plugin/config_error.hpp>
#include <plugins/rlpx/connect.hpp>
#include <plugins/rlpx/handshake/incoming_connection.hpp>

namespace plexus::rlpx {
namespace {

using Tcp = asio::ip::tcp;
using Accepted = Result<std::unique_ptr<net::IncomingConnection>>;

[[noreturn]] void cannot_listen(const Tcp::endpoint& endpoint, const ErrorCode& error) {
    std::ostringstream text;
    text << "cannot listen for peers on " << endpoint << ": " << error.message()
         << "; set identity.port to a free one (0: any) and identity.listen-address to an address "
            "of this machine, or rlpx.listen to false";
    throw ConfigError(text.str());
}

ErrorCode open(Tcp::acceptor& acceptor, const Tcp::endpoint& endpoint) {
    ErrorCode error;
    if (acceptor.is_open()) acceptor.close(error);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    // One socket of IPv6 serves both families where the system lets it.
    ErrorCode refused;
    if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only{false}, refused);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(Tcp::acceptor::max_listen_connections, error);
    return error;
}

}  // namespace

RlpxTransport::RlpxTransport(net::LocalNode& local, Executor executor, Metrics& metrics,
                             Logger logger, const Deadlines& deadlines, std::size_t memory_bytes)
    : local_(local),
      executor_(std::move(executor)),
      context_{local, deadlines, Counters(metrics),
               std::make_shared<net::MemoryBudget>(memory_bytes)},
      log_(std::move(logger)) {}

RlpxTransport::~RlpxTransport() = default;

void RlpxTransport::listen() {
    const asio::ip::address address = local_.listen_address();
    const std::uint16_t configured = local_.listen_port();
    // Any free port will do; the port of discovery is tried first, because some clients know only
    // one port for each node.
    const std::uint16_t first = configured != 0 ? configured : local_.node().endpoint().udp_port;
    Tcp::acceptor acceptor(executor_);
    ErrorCode error = open(acceptor, Tcp::endpoint(address, first));
    if (error && configured == 0) error = open(acceptor, Tcp::endpoint(address, 0));
    if (error) cannot_listen(Tcp::endpoint(address, configured), error);
    local_.set_tcp_port(acceptor.local_endpoint().port());
    acceptor_.emplace(std::move(acceptor));
    PLEXUS_LOG(log_, info) << "listening for peers" << kv("endpoint", *endpoint());
}

std::optional<Tcp::endpoint> RlpxTransport::endpoint() const {
    return acceptor_ ? std::optional{acceptor_->local_endpoint()} : std::nullopt;
}

void RlpxTransport::stop() {
    stopped_ = true;
    acceptor_.reset();
}

awaitable<Result<net::LinkPtr>> RlpxTransport::dial(net::Node node, net::Hello ours,
                                                    net::ConnectionFilter filter) {
    context_.counters.outbound.add();
    Socket socket(executor_);
    auto connecting = connect(socket, node);
    const Result<net::Node> connected =
        co_await within(context_.deadlines.connect, std::move(connecting));
    if (!connected) co_return connected.error();
    node = *connected;
    set_no_delay(socket);

    auto handshake = authenticate_outbound(std::move(socket), context_.identity(), node.id);
    Result<AuthenticatedStreamPtr> session =
        co_await within(context_.deadlines.handshake, std::move(handshake));
    if (!session) {
        context_.counters.failed_outbound_handshakes.add();
        co_return session.error();
    }
    // A statement of its own: the arguments would become part of the coroutine's frame.
    auto exchange = exchange_hellos(context_, std::move(*session), std::move(node), std::move(ours),
                                    std::move(filter));
    co_return co_await std::move(exchange);
}

awaitable<Accepted> RlpxTransport::accept() {
    bool troubled = false;
    while (acceptor_) {
        auto [error, socket] =
            co_await acceptor_->async_accept(executor_, asio::as_tuple(asio::use_awaitable));
        if (!error) {
            context_.counters.inbound.add();
            std::unique_ptr<net::IncomingConnection> incoming =
                make_incoming_connection(context_, std::move(socket));
            co_return Accepted(std::move(incoming));
        }
        if (error == asio::error::operation_aborted) co_return error;
        // The remote has gone already, or the process has no descriptor left. Neither may end the
        // accept loop, and the second must not make it spin or fill the log.
        context_.counters.failed_accepts.add();
        if (!troubled) PLEXUS_LOG(log_, warn) << "cannot accept" << kv("error", error.message());
        troubled = true;
        co_await sleep_for(context_.deadlines.accept_backoff);
    }
    // Nothing listens, so no connection will arrive: only the caller's cancellation ends this wait.
    const Executor executor = co_await asio::this_coro::executor;
    Event never(executor);
    while (!stopped_) co_await never.wait();
    co_return make_error_code(asio::error::operation_aborted);
}

}  // namespace plexus::rlpx
