#include "ping.hpp"

#include <iostream>

#include <api/async/within.hpp>
#include <api/core/printable.hpp>
#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/named_node.hpp>
#include <kit/net/host_names.hpp>

namespace plexus::rlpx {
namespace {

constexpr int unreachable = 1;
constexpr int misused = 2;

constexpr auto first_ping = 100ms;
constexpr auto timeout = 5s;
constexpr auto look_interval = 10ms;

/// Offers the capabilities that most peers have: without a common one the remote disconnects at
/// once, before the ping.
net::Hello our_hello() {
    net::Hello hello;
    hello.client = "plexus/ping";
    for (const std::uint32_t version : {66U, 67U, 68U})
        hello.capabilities.push_back({"eth", version});
    return hello;
}

std::string explain(const ErrorCode& error) {
    if (const auto reason = net::disconnect_reason(error)) {
        return "it said: " + std::string{to_string(*reason)};
    }
    if (error == asio::error::eof || error == asio::error::connection_reset) {
        return "it closed the connection during the handshake; is the node id right?";
    }
    return error.message();
}

void print(const net::Hello& hello) {
    std::cout << "client        " << printable(hello.client) << '\n'
              << "p2p version   " << hello.p2p_version << '\n'
              << "capabilities ";
    for (const net::HelloCapability& capability : hello.capabilities) {
        std::cout << ' ' << printable(capability.name) << '/' << capability.version;
    }
    std::cout << "\nnode id       " << to_hex(hello.id) << '\n'
              << "listen port   " << hello.listen_port << '\n';
}

/// Receives until the first Pong has arrived: the link handles Pong only while somebody receives.
awaitable<void> wait_for_pong(net::Link& link) {
    const net::SizeLimit any = [](std::uint64_t) { return std::optional{max_message}; };
    const SteadyTime began = Clock::of(co_await asio::this_coro::executor).now();
    while (link.stats().latency.count() == 0) {
        auto receiving = link.receive(any);
        const auto message = co_await within(look_interval, std::move(receiving));
        if (!message && message.error() != Errc::timed_out) break;
        if (Clock::of(co_await asio::this_coro::executor).now() - began > timeout) break;
    }
}

void print_round_trip(const net::Link& link) {
    std::cout << "round trip    ";
    if (link.stats().latency.count() > 0) {
        std::cout << link.stats().latency.count() << " ms\n";
    } else if (link.disconnect_reason()) {
        std::cout << "unknown; the node left: " << to_string(*link.disconnect_reason()) << '\n';
    } else {
        std::cout << "unknown; no Pong came\n";
    }
    std::cout.flush();
}

}  // namespace

Deadlines ping_deadlines() {
    Deadlines deadlines;
    deadlines.ping_interval = first_ping;
    return deadlines;
}

awaitable<int> ping(RlpxTransport& transport, std::string enode) {
    const Result<enr::NamedNode> named = enr::parse_named_node(enode);
    if (!named || !crypto::check(named->node.id)) {
        std::cerr
            << "plexus ping: malformed enode: expected enode://<128 hex digits>@<host>:<port>, "
               "the digits being a public key, or enr:<base64>\n";
        co_return misused;
    }
    net::HostNames names;
    const Result<net::Node> node = co_await names.resolve(named->node, named->host);
    if (!node) {
        std::cerr << "plexus ping: the host name " << named->host
                  << " has no address: " << node.error().message() << '\n';
        co_return unreachable;
    }
    const net::ConnectionFilter everyone;
    net::Hello hello = our_hello();
    const Result<net::LinkPtr> link = co_await transport.dial(*node, std::move(hello), everyone);
    if (!link) {
        std::cerr << "plexus ping: no handshake with " << *node << ": " << explain(link.error())
                  << '\n';
        co_return unreachable;
    }
    print((*link)->remote());
    co_await wait_for_pong(**link);
    print_round_trip(**link);
    co_await (*link)->close(net::Reason::requested);
    co_return 0;
}

}  // namespace plexus::rlpx
