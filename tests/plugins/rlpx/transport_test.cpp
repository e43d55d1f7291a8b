#include <sys/resource.h>

#include <boost/asio/connect.hpp>

#include <api/plugin/config_error.hpp>

#include "loopback.hpp"

using namespace plexus;
using namespace plexus::tests;

namespace rlpx_transport {
namespace {

struct Fixture {
    RealLoop loop;
    TestNode alice{loop, 1};
    TestNode bob{loop, 2};
    Result<net::LinkPtr> dialled = make_error_code(Errc::closed);
    Result<net::LinkPtr> accepted = make_error_code(Errc::closed);

    void meet(const net::ConnectionFilter& at_alice, const net::ConnectionFilter& at_bob) {
        loop.run(accept_one(bob, accepted, test_hello(), at_bob),
                 dial_one(alice, bob.local.node(), dialled, test_hello(), at_alice));
    }
};

/// Wants nobody, from the given call on.
net::ConnectionFilter refuse_from(int call, net::Reason reason) {
    return [calls = 0, call, reason](const net::NodeId&) mutable -> std::optional<net::Reason> {
        if (++calls < call) return std::nullopt;
        return reason;
    };
}

struct LowDescriptorLimit {
    LowDescriptorLimit() {
        ::getrlimit(RLIMIT_NOFILE, &before);
        rlimit low = before;
        low.rlim_cur = 3;  // the standard streams, which are open: none is left
        ::setrlimit(RLIMIT_NOFILE, &low);
    }
    ~LowDescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before); }
    rlimit before{};
};

}  // namespace
}  // namespace rlpx_transport

BOOST_FIXTURE_TEST_SUITE(rlpx_transport, Fixture)

BOOST_AUTO_TEST_CASE(two_nodes_shake_hands_and_know_each_other) {
    const LinkPair links = connect(loop, alice, bob);

    BOOST_TEST((links.dialled->remote().id == bob.local.id()));
    BOOST_TEST((links.accepted->remote().id == alice.local.id()));
    BOOST_TEST(links.dialled->remote().client == "plexus/test");
    BOOST_TEST((links.accepted->remote().capabilities == test_hello().capabilities));
    BOOST_TEST((links.dialled->node() == bob.local.node()));
    BOOST_TEST((links.accepted->node().id == alice.local.id()));
    BOOST_TEST(links.accepted->node().endpoint().tcp_port ==
               alice.local.node().endpoint().tcp_port);
    BOOST_TEST(bob.metrics.value("plexus_rlpx_links") == 1);
    BOOST_TEST(bob.metrics.value("plexus_rlpx_connections_total", {{"direction", "inbound"}}) == 1);
}

BOOST_AUTO_TEST_CASE(listening_tells_the_local_node_the_port) {
    BOOST_TEST(alice.local.node().endpoint().tcp_port != 0);
    BOOST_TEST(alice.transport.endpoint()->port() == alice.local.node().endpoint().tcp_port);
}

BOOST_AUTO_TEST_CASE(dialling_a_wrong_id_fails) {
    net::Node wrong = bob.local.node();
    wrong.id = testing::FakeLocalNode(77).id();

    loop.run(accept_one(bob, accepted, test_hello(), {}),
             dial_one(alice, wrong, dialled, test_hello(), {}));

    BOOST_TEST(dialled.has_error());
    BOOST_TEST((accepted.error() == Errc::bad_signature));
    BOOST_TEST(
        bob.metrics.value("plexus_rlpx_handshake_failures_total", {{"direction", "inbound"}}) == 1);
}

BOOST_AUTO_TEST_CASE(dialling_an_id_off_the_curve_fails) {
    net::Node wrong = bob.local.node();
    wrong.id = net::NodeId{};
    loop.run(dial_one(alice, wrong, dialled, test_hello(), {}));
    BOOST_TEST((dialled.error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(dialling_where_nobody_listens_is_refused) {
    const net::Node gone = bob.local.node();
    bob.transport.stop();
    loop.run(dial_one(alice, gone, dialled, test_hello(), {}));
    BOOST_TEST((dialled.error() == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(a_listener_that_says_nothing_costs_the_handshake_deadline) {
    rlpx::Deadlines short_deadlines;
    short_deadlines.handshake = 50ms;
    TestNode carol(loop, 3, short_deadlines);
    loop.run(dial_one(carol, bob.local.node(), dialled, test_hello(), {}));
    BOOST_TEST((dialled.error() == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(who_is_not_wanted_is_told_before_hello) {
    meet({}, refuse_from(1, net::Reason::too_many_peers));

    BOOST_TEST((accepted.error() == Errc::refused));
    BOOST_TEST((dialled.error() == net::Reason::too_many_peers));
    BOOST_TEST(dialled.error().message() == "the remote disconnected: too many peers");
}

BOOST_AUTO_TEST_CASE(who_is_no_longer_wanted_is_told_after_hello) {
    meet({}, refuse_from(2, net::Reason::already_connected));
    BOOST_TEST((accepted.error() == Errc::refused));

    Received received;
    loop.run(receive_all(*dialled.value(), received));

    BOOST_TEST((received.error == Errc::peer_gone));
    BOOST_TEST((dialled.value()->disconnect_reason() == net::Reason::already_connected));
}

BOOST_AUTO_TEST_CASE(a_dialler_may_change_its_mind_too) {
    meet(refuse_from(1, net::Reason::useless_peer), {});
    BOOST_TEST((accepted.error() == net::Reason::useless_peer));
    BOOST_TEST((dialled.error() == Errc::refused));
}

BOOST_AUTO_TEST_CASE(a_node_does_not_connect_to_itself) {
    loop.run(accept_one(bob, accepted, test_hello(), {}),
             dial_one(bob, bob.local.node(), dialled, test_hello(), {}));
    BOOST_TEST((dialled.error() == Errc::refused));
    BOOST_TEST((accepted.error() == Errc::refused));
}

BOOST_AUTO_TEST_CASE(a_port_that_is_taken_is_an_error_for_the_operator) {
    struct Taken final : net::LocalNode {
        explicit Taken(const net::Node& other) : node_(other) {}
        const net::NodeId& id() const noexcept override { return node_.id; }
        Result<net::RecoverableSignature> sign(const Hash256&) const override {
            return make_error_code(Errc::bad_key);
        }
        Result<net::CurvePoint> ecdh(const net::NodeId&) const override {
            return make_error_code(Errc::bad_key);
        }
        asio::ip::address listen_address() const override { return node_.endpoint().address; }
        std::uint16_t listen_port() const override { return node_.endpoint().tcp_port; }
        void set_tcp_port(std::uint16_t) override {}
        void set_udp_port(std::uint16_t) override {}
        void set_external(net::AddressSource, const net::Endpoint&) override {}
        void forget_external(net::AddressSource) override {}
        void add_statement(const asio::ip::udp::endpoint&, const asio::ip::address&) override {}
        net::Node node() const override { return node_; }
        std::shared_ptr<void> add_entry(std::string, EntryValue) override { return nullptr; }
        Result<net::NodeRecordPtr> record() const override {
            return make_error_code(Errc::bad_key);
        }
        net::Node node_;
    } taken(bob.local.node());
    rlpx::RlpxTransport late(taken, loop.executor(), alice.metrics, make_logger("rlpx"));

    BOOST_CHECK_EXCEPTION(late.listen(), ConfigError, [&](const ConfigError& error) {
        const std::string text = error.what();
        return text.find("127.0.0.1:" + std::to_string(taken.node_.endpoint().tcp_port)) !=
                   text.npos &&
               text.find("identity.port") != text.npos && text.find('\n') == text.npos;
    });
}

BOOST_AUTO_TEST_CASE(without_listening_accept_waits_until_it_is_cancelled) {
    testing::FakeLocalNode local(9);
    rlpx::RlpxTransport deaf(local, loop.executor(), alice.metrics, make_logger("rlpx"));
    Result<void> outcome = make_error_code(Errc::closed);
    const auto wait = [&]() -> awaitable<void> {
        auto accepting = deaf.accept();
        const auto incoming = co_await within(10ms, std::move(accepting));
        if (!incoming) outcome = incoming.error();
    };

    loop.run(wait());

    BOOST_TEST((outcome.error() == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(after_its_stop_no_connection_is_accepted) {
    bob.transport.stop();
    ErrorCode outcome;
    const auto accept = [&]() -> awaitable<void> {
        const auto incoming = co_await bob.transport.accept();
        outcome = incoming.error();
    };
    loop.run(accept());
    BOOST_TEST((outcome == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(listening_survives_a_lack_of_descriptors) {
    const auto dial_then_relieve = [&]() -> awaitable<void> {
        asio::ip::tcp::socket socket(loop.executor());
        const auto endpoint = *bob.transport.endpoint();
        co_await socket.async_connect(endpoint, asio::use_awaitable);
        auto accepting = bob.transport.accept();
        {
            const LowDescriptorLimit none_left;
            const auto early = co_await within(50ms, std::move(accepting));
            BOOST_TEST((early.error() == Errc::timed_out));
        }
        auto again = bob.transport.accept();
        const auto late = co_await within(10s, std::move(again));
        BOOST_TEST(late.has_value());
    };
    loop.run(dial_then_relieve());
}

BOOST_AUTO_TEST_SUITE_END()
