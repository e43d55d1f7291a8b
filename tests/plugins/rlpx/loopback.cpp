#include "loopback.hpp"

namespace plexus::tests {

awaitable<void> accept_one(TestNode& node, Result<net::LinkPtr>& link, net::Hello hello,
                           net::ConnectionFilter filter) {
    auto incoming = co_await node.transport.accept();
    link = co_await incoming.value()->handshake(std::move(hello), std::move(filter));
}

awaitable<void> dial_one(TestNode& from, net::Node to, Result<net::LinkPtr>& link, net::Hello hello,
                         net::ConnectionFilter filter) {
    link = co_await from.transport.dial(std::move(to), std::move(hello), std::move(filter));
}

LinkPair connect(RealLoop& loop, TestNode& from, TestNode& to, const net::Hello& hello) {
    Result<net::LinkPtr> dialled = make_error_code(Errc::closed);
    Result<net::LinkPtr> accepted = make_error_code(Errc::closed);
    loop.run(accept_one(to, accepted, hello, {}),
             dial_one(from, to.local.node(), dialled, hello, {}));
    return {std::move(dialled).value(), std::move(accepted).value()};
}

awaitable<void> receive_all(net::Link& link, Received& received, const net::SizeLimit& limit) {
    while (true) {
        Result<net::Message> message = co_await link.receive(limit);
        if (!message) {
            received.error = message.error();
            co_return;
        }
        received.messages.push_back(std::move(*message));
    }
}

}  // namespace plexus::tests
