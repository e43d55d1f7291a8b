#include <boost/test/unit_test.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::Reason;
using net::ScoreAction;

BOOST_FIXTURE_TEST_SUITE(slots, World)

BOOST_AUTO_TEST_CASE(above_the_maximum_newcomers_are_refused_and_told) {
    TestNode host(loop, network, 1);
    host.discovers = false;
    host.set("max-peers", "1").start();
    TestNode first(loop, network, 2);
    TestNode second(loop, network, 3);

    first.set("static-peers", host.enode()).start();
    second.set("static-peers", host.enode()).start();
    loop.advance(1s);

    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST(host.knows(first));
    BOOST_TEST(second.peers() == 0U);
    BOOST_TEST(second.host.metrics().value("plexus_peers_dial_failures_total") == 1);
}

BOOST_AUTO_TEST_CASE(a_trusted_peer_gets_in_above_the_maximum) {
    TestNode host(loop, network, 1);
    TestNode first(loop, network, 2);
    TestNode second(loop, network, 3);
    host.discovers = false;
    host.set("max-peers", "1").set("trusted-peers", second.enode()).start();

    first.set("static-peers", host.enode()).start();
    second.set("static-peers", host.enode()).start();
    loop.advance(1s);

    BOOST_TEST(host.peers() == 2U);
}

BOOST_AUTO_TEST_CASE(a_full_node_gives_an_inbound_peer_the_slot_of_a_dialled_one) {
    TestNode host(loop, network, 1);
    std::vector<std::unique_ptr<TestNode>> others;
    for (std::uint64_t seed = 2; seed < 5; ++seed) {
        others.push_back(std::make_unique<TestNode>(loop, network, seed));
        others.back()->start();
        host.discovery.offer(others.back()->node());
        host.policy.scores[others.back()->local.id()] = static_cast<int>(seed);
    }
    host.set("max-peers", "3").start();
    BOOST_TEST(host.peers() == 3U);

    TestNode newcomer(loop, network, 9);
    newcomer.set("static-peers", host.enode()).start();
    loop.advance(1s);

    BOOST_TEST(host.peers() == 3U);
    BOOST_TEST(host.knows(newcomer));
    BOOST_TEST(!host.knows(*others.front()));
}

BOOST_AUTO_TEST_CASE(a_action_to_drop_ends_the_peer) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    first.policy.actions[PeerEvent::timed_out] = ScoreAction::drop;
    second.set("static-peers", first.enode()).start();

    first.echo.sessions.front()->report(PeerEvent::timed_out);
    loop.settle();

    BOOST_TEST(first.peers() == 0U);
    BOOST_TEST(second.peers() == 0U);
    loop.advance(36s);
    BOOST_TEST(first.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(what_the_policy_thinks_of_a_static_or_trusted_peer_costs_it_nothing) {
    TestNode host(loop, network, 1);
    TestNode kept(loop, network, 2);
    TestNode trusted(loop, network, 3);
    kept.start();
    host.policy.actions[PeerEvent::timed_out] = ScoreAction::drop;
    host.policy.actions[PeerEvent::sent_garbage] = ScoreAction::ban;
    host.set("static-peers", kept.enode()).set("trusted-peers", trusted.enode()).start();
    trusted.set("static-peers", host.enode()).start();
    loop.settle();
    BOOST_REQUIRE(host.peers() == 2U);

    for (const auto& session : host.echo.sessions) {
        session->report(PeerEvent::timed_out);
        session->report(PeerEvent::sent_garbage);
    }
    loop.settle();

    BOOST_TEST(host.peers() == 2U);
    BOOST_TEST(host.pool().bans().empty());
}

BOOST_AUTO_TEST_CASE(a_peer_that_says_nothing_is_reviewed_and_may_be_dropped) {
    TestNode host(loop, network, 1);
    TestNode silent(loop, network, 2);
    host.start();
    silent.set("static-peers", host.enode()).start();
    BOOST_REQUIRE(host.peers() == 1U);

    host.policy.reviewed = ScoreAction::drop;
    loop.advance(11s);

    BOOST_TEST(host.peers() == 0U);
    BOOST_TEST(host.policy.seen.empty());
}

BOOST_AUTO_TEST_CASE(a_full_node_replaces_a_dialled_peer_every_few_minutes) {
    TestNode host(loop, network, 1);
    std::vector<std::unique_ptr<TestNode>> others;
    for (std::uint64_t seed = 2; seed < 6; ++seed) {
        others.push_back(std::make_unique<TestNode>(loop, network, seed));
        others.back()->start();
        host.discovery.offer(others.back()->node());
    }
    host.set("max-peers", "3").set("min-peers", "0").start();
    BOOST_REQUIRE(host.peers() == 3U);

    const auto let_peers_be_of_use = [&](int minutes) {
        for (int minute = 0; minute < minutes; ++minute) {
            for (const auto& session : host.echo.sessions) {
                session->report(PeerEvent::served_request);
            }
            loop.advance(1min);
        }
    };
    let_peers_be_of_use(9);
    BOOST_TEST(log.count("a peer makes room for another one") == 0U);
    let_peers_be_of_use(9);

    BOOST_TEST(log.count("a peer makes room for another one") >= 1U);
    BOOST_TEST(host.knows(*others.back()));
}

BOOST_AUTO_TEST_CASE(a_banned_peer_is_refused_until_the_ban_ends) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.set("ban-time", "5m").start();
    first.policy.actions[PeerEvent::sent_garbage] = ScoreAction::ban;
    second.set("static-peers", first.enode()).start();

    first.echo.sessions.front()->report(PeerEvent::sent_garbage);
    loop.advance(290s);
    BOOST_TEST(first.peers() == 0U);
    BOOST_TEST(second.transport.dials() == 9U);
    loop.advance(40s);

    BOOST_TEST(first.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_host_that_comes_again_within_30_seconds_is_not_heard) {
    TestNode host(loop, network, 1);
    host.start();
    TestNode first(loop, network, 2, "8.8.8.8");
    TestNode second(loop, network, 3, "8.8.8.8");

    first.set("static-peers", host.enode()).start();
    second.set("static-peers", host.enode()).start();
    loop.advance(1s);

    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST(host.host.metrics().value("plexus_peers_incoming_refused_total") == 1);
    loop.advance(40s);
    BOOST_TEST(host.peers() == 2U);
}

BOOST_AUTO_TEST_CASE(incoming_connections_that_say_nothing_hold_a_place_for_five_seconds) {
    TestNode host(loop, network, 1);
    host.set("max-pending-peers", "2").start();
    testing::FakeLocalNode mute_node(2);
    testing::MemoryTransport mute(network, mute_node);
    for (int i = 0; i < 2; ++i) {
        loop.spawn([](testing::MemoryTransport& from, net::Node to) -> awaitable<void> {
            co_await from.connect_and_idle(std::move(to), 1min);
        }(mute, host.node()));
    }
    loop.settle();
    BOOST_TEST(host.pool().stats().pending == 2U);

    TestNode honest(loop, network, 3);
    honest.set("static-peers", host.enode()).start();
    BOOST_TEST(host.peers() == 0U);
    loop.advance(36s);

    BOOST_TEST(host.pool().stats().pending == 0U);
    BOOST_TEST(host.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_newcomer_gets_the_place_of_a_connection_that_has_said_nothing_for_a_second) {
    TestNode host(loop, network, 1);
    host.set("max-pending-peers", "2").start();
    testing::FakeLocalNode mute_node(2);
    testing::MemoryTransport mute(network, mute_node);
    for (int i = 0; i < 2; ++i) {
        loop.spawn([](testing::MemoryTransport& from, net::Node to) -> awaitable<void> {
            co_await from.connect_and_idle(std::move(to), 1min);
        }(mute, host.node()));
    }
    loop.advance(900ms);
    TestNode early(loop, network, 3);
    early.set("static-peers", host.enode()).start();
    loop.settle();
    BOOST_TEST(host.peers() == 0U);
    loop.advance(100ms);

    TestNode honest(loop, network, 4);
    honest.set("static-peers", host.enode()).start();
    loop.settle();

    BOOST_TEST(host.peers() == 1U);
    BOOST_TEST(host.pool().stats().pending == 1U);
    loop.advance(5s);
    BOOST_TEST(host.peers() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
