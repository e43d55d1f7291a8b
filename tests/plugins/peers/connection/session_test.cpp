#include <boost/test/unit_test.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::Reason;

namespace session {
namespace {

/// A host, and a first peer of it.
struct Pair : World {
    TestNode host{loop, network, 1};
    TestNode connection{loop, network, 2};

    void meet() {
        host.start();
        connection.set("static-peers", host.enode()).start();
    }
};

/// What a session of echo may offer.
struct Handle {
    static constexpr ServiceKey key{"test.echo.handle", 1, Cardinality::one};
    int value = 42;
};

/// What only a session of another capability may offer.
struct ForeignHandle {
    static constexpr ServiceKey key{"test.eth.handle", 1, Cardinality::one};
};

}  // namespace
}  // namespace session

BOOST_FIXTURE_TEST_SUITE(session, Pair)

BOOST_AUTO_TEST_CASE(a_failing_capability_costs_its_peer_and_one_warning) {
    connection.echo.fails = true;
    meet();

    BOOST_TEST(connection.peers() == 0U);
    BOOST_TEST(host.peers() == 0U);
    BOOST_TEST(log.count("warn a capability failed") == 1U);
    BOOST_TEST(log.count("reason=subprotocol error by=us") == 1U);
    BOOST_TEST(log.count("reason=subprotocol error by=them") == 1U);
}

BOOST_AUTO_TEST_CASE(a_capability_that_never_takes_its_messages_costs_its_peer) {
    host.echo.pause = 1h;
    meet();
    for (int i = 0; i < 100; ++i) connection.echo.request_all();

    loop.advance(29s);
    BOOST_TEST(host.peers() == 1U);
    loop.advance(4s);

    BOOST_TEST(host.peers() == 0U);
    BOOST_TEST(log.count("warn a capability does not take its messages") == 1U);
}

BOOST_AUTO_TEST_CASE(a_slow_capability_slows_its_own_peer_alone) {
    host.echo.pause = 1s;
    meet();
    TestNode other(loop, network, 3);
    TestNode quick(loop, network, 4);
    quick.start();
    other.set("static-peers", quick.enode()).start();
    connection.echo.request_all();
    connection.echo.request_all();

    other.echo.request_all();
    loop.settle();
    BOOST_TEST(other.echo.responses == 1);
    BOOST_TEST(connection.echo.responses == 0);
    loop.advance(4s);

    BOOST_TEST(connection.echo.responses == 2);
}

BOOST_AUTO_TEST_CASE(a_slow_reader_is_held_back_by_full_queues) {
    network.limits.gossip_bytes = 2000;
    network.limits.total_bytes = 4000;
    host.echo.pause = 1h;
    connection.echo.priority = net::Priority::gossip;
    meet();

    for (int i = 0; i < 100; ++i) connection.echo.request_all(1000);
    loop.settle();

    BOOST_TEST((connection.echo.posted.error() == Errc::overloaded));
    BOOST_TEST(connection.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_read_what_it_must_is_ended) {
    network.limits.total_bytes = 4000;
    host.echo.pause = 1h;
    meet();

    for (int i = 0; i < 100; ++i) connection.echo.request_all(1000);
    loop.settle();

    BOOST_TEST(connection.peers() == 0U);
}

BOOST_AUTO_TEST_CASE(a_message_above_its_capabilitys_limit_is_a_breach) {
    meet();

    connection.echo.request_all(1001);
    loop.settle();

    BOOST_TEST(host.peers() == 0U);
    BOOST_TEST(log.count("reason=breach of protocol by=them") == 1U);
    BOOST_TEST((host.policy.seen.back().second == PeerEvent::sent_bad_data));
    BOOST_TEST(host.policy.reports.back().capability == "p2p");
}

BOOST_AUTO_TEST_CASE(a_disconnect_has_its_reason_on_both_sides) {
    meet();

    connection.pool().peers().front()->disconnect(Reason::requested);
    loop.settle();

    BOOST_TEST(log.count("info peer left peer=" + net::brief(host.local.id())) == 1U);
    BOOST_TEST(log.count("by=us") == 1U);
    BOOST_TEST(log.count("by=them") == 1U);
}

BOOST_AUTO_TEST_CASE(messages_right_before_a_disconnect_still_count) {
    host.echo.pause = 100ms;
    meet();

    connection.echo.request_all();
    connection.pool().peers().front()->disconnect(Reason::requested);
    loop.advance(1s);

    BOOST_TEST_REQUIRE(!host.policy.seen.empty());
    // The request was taken, and that its response could not be sent was recorded.
    BOOST_TEST((host.policy.seen.back().second == PeerEvent::timed_out));
    BOOST_TEST(host.peers() == 0U);
}

BOOST_AUTO_TEST_CASE(a_disconnect_is_not_held_up_by_a_capability_that_waits) {
    host.echo.pause = 1h;
    meet();

    connection.pool().peers().front()->disconnect(Reason::requested);
    loop.advance(1s);

    BOOST_TEST(host.peers() == 0U);
}

BOOST_AUTO_TEST_CASE(a_protocol_handle_is_found_while_it_is_offered_and_the_peer_lasts) {
    meet();
    const net::PeerPtr peer = connection.pool().peers().front();
    const net::ProtocolSessionPtr session = connection.echo.sessions.front();
    BOOST_TEST(peer->handle<Handle>() == nullptr);

    BOOST_TEST(session->offer(std::make_shared<Handle>()).has_value());
    BOOST_TEST(peer->handle<Handle>()->value == 42);
    BOOST_TEST(session->withdraw<Handle>().has_value());
    BOOST_TEST(peer->handle<Handle>() == nullptr);
    BOOST_TEST(session->offer(std::make_shared<Handle>()).has_value());
    peer->disconnect(Reason::requested);
    loop.settle();

    BOOST_TEST(peer->handle<Handle>() == nullptr);
    BOOST_TEST((session->offer(std::make_shared<Handle>()).error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(nobody_offers_or_withdraws_another_capabilitys_handle) {
    meet();
    const net::ProtocolSessionPtr session = connection.echo.sessions.front();

    const Result<void> forged = session->offer(std::make_shared<ForeignHandle>());

    BOOST_TEST((forged.error() == Errc::refused));
    BOOST_TEST((session->withdraw<ForeignHandle>().error() == Errc::refused));
    BOOST_TEST(session->peer()->handle<ForeignHandle>() == nullptr);
}

BOOST_AUTO_TEST_CASE(a_report_names_the_capability_that_made_it) {
    meet();
    net::PeerReport report = PeerEvent::responded;
    report.message = "GetEcho";
    report.took = 20ms;
    report.bytes = 7;
    report.capability = "eth";

    connection.echo.sessions.front()->report(report);
    loop.settle();

    const net::PeerReport& seen = connection.policy.reports.back();
    BOOST_TEST((seen.event == PeerEvent::responded));
    BOOST_TEST(seen.capability == "echo");
    BOOST_TEST(seen.version == 1U);
    BOOST_TEST(seen.message == "GetEcho");
    BOOST_TEST((seen.took == 20ms));
    BOOST_TEST(seen.bytes == 7U);
}

BOOST_AUTO_TEST_CASE(a_protocol_handle_can_be_waited_for) {
    meet();
    const net::PeerPtr peer = connection.pool().peers().front();
    const net::ProtocolSessionPtr session = connection.echo.sessions.front();
    const auto wait = [&](Duration limit) { return loop.run(peer->when<Handle>(limit)); };

    BOOST_TEST((wait(3s).error() == Errc::timed_out));
    loop.spawn([](net::ProtocolSessionPtr where) -> awaitable<void> {
        co_await sleep_for(1s);
        (void)where->offer(std::make_shared<Handle>());
    }(session));
    BOOST_TEST(wait(3s).value()->value == 42);
    (void)session->withdraw<Handle>();
    loop.spawn([](net::PeerPtr where) -> awaitable<void> {
        co_await sleep_for(1s);
        where->disconnect(Reason::requested);
    }(peer));
    BOOST_TEST((wait(3s).error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(a_stop_disconnects_all_peers_at_once) {
    meet();
    TestNode other(loop, network, 3);
    other.set("static-peers", host.enode()).start();
    const Duration before = loop.elapsed();

    host.stop();
    loop.settle();

    BOOST_TEST((loop.elapsed() == before));
    BOOST_TEST(connection.peers() == 0U);
    BOOST_TEST(other.peers() == 0U);
    BOOST_TEST(log.count("reason=client quitting by=them") == 2U);
}

BOOST_AUTO_TEST_CASE(a_stop_waits_no_longer_than_two_seconds_for_peers_that_hang) {
    connection.echo.pause = 1h;
    host.echo.priority = net::Priority::gossip;
    meet();
    for (int i = 0; i < 200; ++i) host.echo.request_all();
    loop.settle();
    const Duration before = loop.elapsed();

    host.stop();

    BOOST_TEST((loop.elapsed() - before == 2s));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_dials_and_incoming_connections_under_way) {
    net::Node silent = testing::FakeLocalNode(9).node();
    silent.ip4.tcp_port = 9;
    network.silence(silent.endpoint().tcp());
    host.set("static-peers", silent.enode()).start();
    BOOST_TEST(host.pool().stats().pending == 1U);

    host.stop();

    BOOST_TEST((loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_SUITE_END()
