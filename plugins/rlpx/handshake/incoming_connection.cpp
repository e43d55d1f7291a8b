#include "incoming_connection.hpp"

#include <api/async/within.hpp>
#include <api/net/prefix.hpp>

namespace plexus::rlpx {
namespace {

class RlpxIncomingConnection final : public net::IncomingConnection {
public:
    RlpxIncomingConnection(const Context& context, Socket socket)
        : context_(context), socket_(std::move(socket)) {
        ErrorCode unknown;  // set if the remote is gone already
        remote_ = socket_.remote_endpoint(unknown);
        // A socket of both families shows addresses of IPv4 as some of IPv6.
        remote_.address(net::unmapped(remote_.address()));
        set_no_delay(socket_);
    }

    asio::ip::tcp::endpoint remote() const override { return remote_; }

    awaitable<Result<net::LinkPtr>> handshake(net::Hello ours,
                                              net::ConnectionFilter filter) override {
        auto handshake = authenticate_inbound(std::move(socket_), context_.identity());
        Result<AuthenticatedStreamPtr> session =
            co_await within(context_.deadlines.handshake, std::move(handshake));
        if (!session) {
            context_.counters.failed_inbound_handshakes.add();
            co_return session.error();
        }
        net::Endpoint from;
        from.address = remote_.address();
        net::Node seen((*session)->remote, from);
        co_return co_await exchange_hellos(context_, std::move(*session), std::move(seen),
                                           std::move(ours), std::move(filter));
    }

private:
    const Context& context_;
    Socket socket_;
    asio::ip::tcp::endpoint remote_;
};

}  // namespace

void set_no_delay(Socket& socket) {
    ErrorCode refused;  // ignored: only the latency of small messages suffers
    socket.set_option(asio::ip::tcp::no_delay(true), refused);
}

std::unique_ptr<net::IncomingConnection> make_incoming_connection(const Context& context,
                                                                  Socket socket) {
    return std::make_unique<RlpxIncomingConnection>(context, std::move(socket));
}

}  // namespace plexus::rlpx
