#include <boost/asio/ip/tcp.hpp>

#include <plugins/rlpx/connect.hpp>

#include "loopback.hpp"

using namespace plexus;
using namespace plexus::tests;
using Tcp = asio::ip::tcp;

namespace connecting {
namespace {

/// Accepts no connection: its queue is full, so the system leaves all others without a response.
struct Mute {
    explicit Mute(const Executor& executor)
        : acceptor(executor), first(executor), second(executor) {
        acceptor.open(Tcp::v4());
        acceptor.bind({asio::ip::address_v4::loopback(), 0});
        acceptor.listen(0);
        for (Tcp::socket* const socket : {&first, &second}) {
            socket->async_connect(acceptor.local_endpoint(), [](const ErrorCode&) {});
        }
    }

    Tcp::acceptor acceptor;
    Tcp::socket first;
    Tcp::socket second;
};

net::Endpoint endpoint_of(const Tcp::acceptor& acceptor) {
    net::Endpoint endpoint;
    endpoint.address = acceptor.local_endpoint().address();
    endpoint.tcp_port = acceptor.local_endpoint().port();
    return endpoint;
}

struct Fixture {
    RealLoop loop;
    Tcp::acceptor six{loop.executor()};
    net::Node node;
    rlpx::Socket socket{loop.executor()};
    Result<net::Node> outcome = make_error_code(Errc::closed);
    std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();

    Fixture() {
        six.open(Tcp::v6());
        six.bind({asio::ip::address_v6::loopback(), 0});
        six.listen();
    }

    awaitable<void> connect(Duration deadline) {
        auto connecting = rlpx::connect(socket, node);
        outcome = co_await within(deadline, std::move(connecting));
    }

    Duration passed() const { return std::chrono::steady_clock::now() - began; }
};

}  // namespace
}  // namespace connecting

BOOST_FIXTURE_TEST_SUITE(connecting, Fixture)

BOOST_AUTO_TEST_CASE(a_family_that_does_not_respond_delays_the_other_by_a_moment) {
    const Mute mute(loop.executor());
    node.set(endpoint_of(mute.acceptor));
    node.set(endpoint_of(six));

    loop.run(connect(30s));

    BOOST_TEST_REQUIRE(outcome.has_value());
    BOOST_TEST((outcome.value().endpoint() == endpoint_of(six)));
    BOOST_TEST((passed() >= rlpx::attempt_delay));
}

BOOST_AUTO_TEST_CASE(a_family_that_refuses_delays_the_other_not_at_all) {
    Tcp::acceptor closed(loop.executor(), {asio::ip::address_v4::loopback(), 0});
    node.set(endpoint_of(closed));
    node.set(endpoint_of(six));
    closed.close();

    loop.run(connect(30s));

    BOOST_TEST_REQUIRE(outcome.has_value());
    BOOST_TEST((outcome.value().endpoint() == endpoint_of(six)));
}

BOOST_AUTO_TEST_CASE(no_attempt_outlives_the_deadline) {
    const Mute mute(loop.executor());
    node.set(endpoint_of(mute.acceptor));

    loop.run(connect(50ms));

    BOOST_TEST((outcome.error() == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(a_node_without_a_port_cannot_be_dialled) {
    loop.run(connect(30s));

    BOOST_TEST((outcome.error() == asio::error::address_family_not_supported));
}

BOOST_AUTO_TEST_SUITE_END()
