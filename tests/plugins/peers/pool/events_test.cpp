#include <boost/test/unit_test.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::Reason;
using net::RefusalCause;

namespace events {
namespace {

/// A node, and what its observers are told.
struct Observed : World {
    TestNode host{loop, network, 1};
    std::vector<net::PeerPoolEvent> events;
    net::Subscription subscription;

    void start() {
        host.start();
        subscription = host.pool().on_event(
            [this](const net::PeerPoolEvent& event) { events.push_back(event); });
    }

    template <class Event>
    std::vector<Event> heard() const {
        std::vector<Event> found;
        for (const net::PeerPoolEvent& event : events) {
            if (const auto* match = std::get_if<Event>(&event)) found.push_back(*match);
        }
        return found;
    }
};

}  // namespace
}  // namespace events

BOOST_FIXTURE_TEST_SUITE(events, Observed)

BOOST_AUTO_TEST_CASE(a_peer_that_leaves_tells_why_and_who_ended_it) {
    TestNode other(loop, network, 2);
    start();
    other.set("static-peers", host.enode()).start();

    other.pool().peers().front()->disconnect(Reason::client_quitting);
    loop.settle();

    BOOST_TEST(heard<net::PeerJoined>().size() == 1U);
    BOOST_TEST_REQUIRE(heard<net::PeerLeft>().size() == 1U);
    const net::PeerLeft left = heard<net::PeerLeft>().front();
    BOOST_TEST((left.peer == heard<net::PeerJoined>().front().peer));
    BOOST_TEST((left.reason == Reason::client_quitting));
    BOOST_TEST((left.ended_by == net::Side::theirs));
}

BOOST_AUTO_TEST_CASE(a_peer_whose_capability_fails_tells_what_broke) {
    TestNode other(loop, network, 2);
    start();
    host.echo.fails = true;
    other.set("static-peers", host.enode()).start();

    const net::PeerLeft left = heard<net::PeerLeft>().at(0);
    BOOST_TEST((left.reason == Reason::subprotocol_error));
    BOOST_TEST((left.ended_by == net::Side::ours));
    BOOST_TEST(left.detail == "the capability is broken");
}

BOOST_AUTO_TEST_CASE(a_failed_dial_tells_what_the_remote_said) {
    TestNode full(loop, network, 2);
    full.discovers = false;
    full.set("max-peers", "0").start();
    start();
    host.discovery.offer(full.node());
    loop.advance(1s);

    const net::DialFailed failed = heard<net::DialFailed>().at(0);
    BOOST_TEST((failed.node == full.node()));
    BOOST_TEST((failed.error == Reason::too_many_peers));
    BOOST_TEST(log.count("error=the remote disconnected: too many peers") == 1U);
}

BOOST_AUTO_TEST_CASE(a_failed_dial_tells_that_nobody_was_there) {
    const TestNode absent(loop, network, 2);
    net::Node node = absent.node();
    node.ip4.tcp_port = 9;
    start();
    host.discovery.offer(node);
    loop.advance(1s);

    BOOST_TEST((heard<net::DialFailed>().at(0).error == asio::error::connection_refused));
}

BOOST_AUTO_TEST_CASE(a_refusal_tells_its_cause) {
    host.discovers = false;
    host.set("max-peers", "0");
    start();
    TestNode other(loop, network, 2);
    other.set("static-peers", host.enode()).start();

    const net::PeerRefused refused = heard<net::PeerRefused>().at(0);
    BOOST_TEST((refused.node.id == other.local.id()));
    BOOST_TEST((refused.node.endpoint().address == other.node().endpoint().address));
    BOOST_TEST((refused.direction == net::Direction::inbound));
    BOOST_TEST((refused.cause == RefusalCause::too_many_peers));
    BOOST_TEST((refused.told == Reason::too_many_peers));
}

BOOST_AUTO_TEST_CASE(whoever_shares_nothing_is_refused_for_that) {
    host.echo = EchoCapability({"echo", 2, 2, 1000, ""});
    start();
    TestNode other(loop, network, 2);
    other.set("static-peers", host.enode()).start();

    BOOST_TEST((heard<net::PeerRefused>().at(0).cause == RefusalCause::no_shared_capability));
    BOOST_TEST((heard<net::PeerRefused>().at(0).told == Reason::useless_peer));
}

BOOST_AUTO_TEST_CASE(whoever_is_refused_before_the_handshake_hears_nothing) {
    start();
    TestNode first(loop, network, 2, "8.8.8.8");
    TestNode second(loop, network, 3, "8.8.8.8");
    first.set("static-peers", host.enode()).start();
    second.set("static-peers", host.enode()).start();

    const net::PeerRefused refused = heard<net::PeerRefused>().at(0);
    BOOST_TEST((refused.node.id == net::NodeId{}));
    BOOST_TEST((refused.node.endpoint().address == second.node().endpoint().address));
    BOOST_TEST((refused.cause == RefusalCause::too_soon));
    BOOST_TEST(!refused.told.has_value());
}

BOOST_AUTO_TEST_CASE(a_ban_tells_who_and_until_when_and_by_whom) {
    host.set("ban-time", "5m");
    host.policy.actions[PeerEvent::sent_garbage] = net::ScoreAction::ban;
    start();
    TestNode other(loop, network, 2);
    other.set("static-peers", host.enode()).start();
    const WallTime begin = loop.clock().wall();

    host.echo.sessions.front()->report(PeerEvent::sent_garbage);
    loop.settle();
    BOOST_TEST(host.pool().ban(net::Prefix::parse("9.9.9.0/24").value(), begin + 1h).has_value());
    loop.settle();

    const std::vector<net::PeerBanned> banned = heard<net::PeerBanned>();
    BOOST_TEST_REQUIRE(banned.size() == 2U);
    BOOST_TEST((banned[0].ban.target == net::BanTarget{other.local.id()}));
    BOOST_TEST((banned[0].ban.until == begin + 5min));
    BOOST_TEST((banned[0].ban.by == net::BannedBy::policy));
    BOOST_TEST(net::to_string(banned[1].ban.target) == "9.9.9.0/24");
    BOOST_TEST((banned[1].ban.by == net::BannedBy::user));
}

BOOST_AUTO_TEST_SUITE_END()
