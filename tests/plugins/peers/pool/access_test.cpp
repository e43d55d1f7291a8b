#include <boost/test/unit_test.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::Prefix;
using net::Reason;

namespace pool_access {
namespace {

struct Access : World {
    TestNode host{loop, network, 1};

    WallTime in(std::chrono::minutes lasts) { return loop.clock().wall() + lasts; }
};

Prefix prefix(const char* text) { return Prefix::parse(text).value(); }

}  // namespace
}  // namespace pool_access

BOOST_FIXTURE_TEST_SUITE(pool_access, Access)

BOOST_AUTO_TEST_CASE(a_static_node_is_kept_from_one_call_to_the_other) {
    TestNode other(loop, network, 2);
    other.start();
    host.start();

    BOOST_TEST(host.pool().add_static(other.node()).has_value());
    loop.settle();
    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST((host.pool().add_static(other.node()).error() == Errc::already_exists));
    BOOST_TEST(host.pool().stats().peers.front().is_static);

    BOOST_TEST(host.pool().remove_static(other.local.id()).has_value());
    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST(!host.pool().stats().peers.front().is_static);
    BOOST_TEST(host.pool().disconnect(other.local.id(), Reason::requested).has_value());
    loop.advance(2min);
    BOOST_TEST(host.peers() == 0U);
    BOOST_TEST(host.transport.dials() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_that_becomes_trusted_gets_in_above_the_maximum) {
    host.discovers = false;
    host.set("max-peers", "1").start();
    TestNode first(loop, network, 2);
    TestNode second(loop, network, 3);
    first.set("static-peers", host.enode()).start();
    second.set("static-peers", host.enode()).start();
    BOOST_TEST(host.peers() == 1U);

    BOOST_TEST(host.pool().trust(second.node()).has_value());
    loop.advance(40s);
    BOOST_TEST(host.peers() == 2U);
    BOOST_TEST(host.pool().trusted_nodes().size() == 1U);

    BOOST_TEST(host.pool().untrust(second.local.id()).has_value());
    BOOST_TEST(host.pool().disconnect(second.local.id(), Reason::requested).has_value());
    loop.advance(2min);
    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST((host.pool().untrust(second.local.id()).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_banned_node_is_sent_away_and_refused_until_the_ban_ends) {
    host.start();
    TestNode other(loop, network, 2);
    other.set("static-peers", host.enode()).start();
    BOOST_TEST(host.peers() == 1U);

    BOOST_TEST(host.pool().ban(other.local.id(), in(5min)).has_value());
    loop.advance(290s);
    BOOST_TEST(host.peers() == 0U);
    BOOST_TEST(log.count("reason=useless peer by=us") == 1U);
    BOOST_TEST(host.pool().bans().size() == 1U);
    loop.advance(50s);

    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST(host.pool().bans().empty());
}

BOOST_AUTO_TEST_CASE(from_a_banned_prefix_nobody_begins_a_handshake) {
    host.start();
    TestNode inside(loop, network, 2, "8.8.8.8");
    TestNode outside(loop, network, 3, "8.9.8.8");

    BOOST_TEST(host.pool().ban(prefix("8.8.0.0/16"), in(5min)).has_value());
    inside.set("static-peers", host.enode()).start();
    outside.set("static-peers", host.enode()).start();
    loop.advance(1s);

    BOOST_TEST(!host.knows(inside));
    BOOST_TEST(host.knows(outside));
    BOOST_TEST(host.host.metrics().value("plexus_peers_incoming_refused_total") == 1);
}

BOOST_AUTO_TEST_CASE(an_ipv6_prefix_is_banned_alike) {
    host.start();
    TestNode inside(loop, network, 2, "2a00:1:2::3");
    inside.set("static-peers", host.enode()).start();
    BOOST_TEST(host.knows(inside));

    BOOST_TEST(host.pool().ban(prefix("2a00:1::/32"), in(5min)).has_value());
    loop.advance(4min);
    BOOST_TEST(host.peers() == 0U);

    BOOST_TEST(host.pool().unban(prefix("2a00:1::/32")).has_value());
    loop.advance(40s);
    BOOST_TEST(host.knows(inside));
}

BOOST_AUTO_TEST_CASE(whoever_is_banned_is_not_dialled) {
    TestNode other(loop, network, 2);
    other.start();
    host.start();
    BOOST_TEST(host.pool().ban(Prefix(other.node().endpoint().address), in(5min)).has_value());

    host.discovery.offer(other.node());
    loop.advance(1min);

    BOOST_TEST(host.transport.dials() == 0U);
}

BOOST_AUTO_TEST_CASE(static_nodes_cannot_be_banned) {
    TestNode other(loop, network, 2, "8.8.8.8");
    other.start();
    host.set("static-peers", other.enode()).start();

    BOOST_TEST((host.pool().ban(other.local.id(), in(5min)).error() == Errc::refused));
    BOOST_TEST(host.pool().ban(prefix("8.8.8.0/24"), in(5min)).has_value());
    loop.advance(1min);

    BOOST_TEST(host.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_peer_is_disconnected_with_the_reason_that_is_given) {
    host.start();
    TestNode other(loop, network, 2);
    other.set("static-peers", host.enode()).start();

    BOOST_TEST(host.pool().disconnect(other.local.id(), Reason::client_quitting).has_value());
    loop.settle();

    BOOST_TEST(log.count("reason=client quitting by=them") == 1U);
    BOOST_TEST(
        (host.pool().disconnect(other.local.id(), Reason::requested).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(what_is_forgotten_begins_anew) {
    TestNode other(loop, network, 2);
    other.start();
    net::NodeEntry known;
    known.node = other.node();
    host.store.entries.push_back(known);
    host.start();
    host.echo.sessions.front()->report(PeerEvent::timed_out);
    loop.settle();
    BOOST_TEST(host.pool().stats().peers.front().record.value == 1);

    host.pool().forget(other.local.id());
    loop.settle();

    BOOST_TEST(host.pool().stats().peers.front().record.value == 0);
    BOOST_TEST(host.store.entries.empty());
    BOOST_TEST(host.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_forgotten_node_is_dialled_at_once) {
    TestNode other(loop, network, 2);
    host.start();
    host.discovery.offer(other.node());
    loop.settle();
    BOOST_TEST(host.peers() == 0U);  // it did not run yet
    other.start();

    host.pool().forget(other.local.id());
    host.discovery.offer(other.node());
    loop.settle();

    BOOST_TEST(host.peers() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
