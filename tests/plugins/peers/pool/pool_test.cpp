#include <boost/test/unit_test.hpp>

#include <api/net/memory_budget.hpp>
#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::Reason;

BOOST_FIXTURE_TEST_SUITE(pool, World)

BOOST_AUTO_TEST_CASE(two_pools_meet_by_a_static_peer_and_talk) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();

    second.set("static-peers", first.enode()).start();
    second.echo.request_all();
    loop.settle();

    BOOST_TEST(first.peers() == 1U);
    BOOST_TEST(second.peers() == 1U);
    BOOST_TEST(second.echo.responses == 1);
    BOOST_TEST((loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(what_waits_to_be_handled_counts_in_the_budget_of_the_links) {
    const auto budget = std::make_shared<net::MemoryBudget>(1'000'000);
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.host.provide<net::MemoryBudget>(*budget);
    first.echo.pause = 1min;
    first.start();
    second.set("static-peers", first.enode()).start();
    for (int i = 0; i < 5; ++i) second.echo.request_all(900);
    loop.advance(20s);

    BOOST_TEST(budget->used() == 5 * 900U);
    BOOST_TEST(first.host.metrics().value("plexus_peers_memory_bytes") == 5 * 900);

    second.stop();
    loop.advance(2min);
    BOOST_TEST(budget->used() == 0U);
    BOOST_TEST(first.host.metrics().value("plexus_peers_memory_bytes") == 0);
}

BOOST_AUTO_TEST_CASE(a_peer_tells_who_it_is) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.set("client-name", "First/v1").start();
    second.set("static-peers", first.enode()).start();

    const net::PeerPtr seen = second.pool().peers().front();
    const net::PeerPtr back = first.pool().peers().front();

    BOOST_TEST((seen->node() == first.node()));
    BOOST_TEST(seen->client() == "First/v1");
    BOOST_TEST((seen->direction() == net::Direction::outbound));
    BOOST_TEST((back->direction() == net::Direction::inbound));
    BOOST_TEST(seen->shared().front().name == "echo");
    BOOST_TEST(back->client().starts_with("Plexus/v"));
    BOOST_TEST(seen->connected());
}

BOOST_AUTO_TEST_CASE(many_nodes_find_each_other_by_discovery) {
    std::vector<std::unique_ptr<TestNode>> nodes;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        nodes.push_back(std::make_unique<TestNode>(loop, network, seed));
    }
    for (auto& node : nodes) {
        for (auto& other : nodes) node->discovery.offer(other->node());
        node->start();
    }
    loop.settle();

    for (auto& node : nodes) {
        BOOST_TEST(node->peers() == 11U);
        node->echo.request_all();
    }
    loop.settle();
    for (auto& node : nodes) BOOST_TEST(node->echo.responses == 11);
}

BOOST_AUTO_TEST_CASE(of_two_nodes_that_dial_each_other_at_once_one_connection_survives) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        TestNode first(loop, network, 2 * seed);
        TestNode second(loop, network, 2 * seed + 1);
        first.set("static-peers", second.enode()).start();
        second.set("static-peers", first.enode()).start();
        first.echo.request_all();
        loop.advance(3s);

        BOOST_TEST(first.peers() == 1U);
        BOOST_TEST(second.peers() == 1U);
        BOOST_TEST((first.pool().peers().front()->direction() !=
                    second.pool().peers().front()->direction()));
        BOOST_TEST(first.echo.pipes.size() == 1U);
        BOOST_TEST(second.echo.pipes.size() == 1U);
    }
}

BOOST_AUTO_TEST_CASE(a_node_does_not_become_its_own_peer) {
    TestNode node(loop, network, 1);
    node.set("static-peers", node.enode());
    node.discovery.offer(node.node());
    node.start();
    loop.advance(1min);

    BOOST_TEST(node.peers() == 0U);
    BOOST_TEST(node.transport.dials() == 0U);
    BOOST_TEST((node.pool().add_static(node.node()).error() == Errc::refused));
}

BOOST_AUTO_TEST_CASE(a_peer_without_a_common_protocol_is_useless) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.echo = EchoCapability({"echo", 2, 2, 1000, ""});
    first.start();
    second.set("static-peers", first.enode()).start();

    BOOST_TEST(first.peers() == 0U);
    BOOST_TEST(second.peers() == 0U);
    BOOST_TEST(first.echo.served == 0);
}

BOOST_AUTO_TEST_CASE(a_peer_with_dependent_capabilities_only_is_useless) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.echo = EchoCapability({"moon", 1, 2, 1000, "earth"});
    second.echo = EchoCapability({"moon", 1, 2, 1000, "earth"});
    first.start();
    second.set("static-peers", first.enode()).start();

    BOOST_TEST(second.peers() == 0U);
    BOOST_TEST(second.echo.served == 0);
}

BOOST_AUTO_TEST_CASE(observers_hear_of_coming_and_going_until_they_unsubscribe) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    std::string heard;
    net::Subscription subscription = first.pool().on_event([&](const net::PeerPoolEvent& event) {
        heard += std::holds_alternative<net::PeerJoined>(event) ? "joined " : "left ";
    });

    second.set("static-peers", first.enode()).start();
    second.pool().peers().front()->disconnect(Reason::requested);
    loop.settle();
    BOOST_TEST(heard == "joined left ");
    subscription.reset();
    loop.advance(40s);

    BOOST_TEST(first.peers() == 1U);
    BOOST_TEST(heard == "joined left ");
}

BOOST_AUTO_TEST_CASE(a_handle_that_outlives_its_connection_does_nothing) {
    TestNode first(loop, network, 1);
    net::PeerPtr handle;
    net::ProtocolSessionPtr session;
    {
        TestNode second(loop, network, 2);
        second.start();
        first.set("static-peers", second.enode()).start();
        handle = first.pool().peers().front();
        session = first.echo.sessions.front();
    }
    loop.settle();
    const std::size_t booked = first.policy.seen.size();

    session->report(PeerEvent::sent_garbage);
    handle->disconnect(Reason::requested);
    loop.settle();

    BOOST_TEST(!handle->connected());
    BOOST_TEST(first.policy.seen.size() == booked);
    first.stop();
    session->report(PeerEvent::sent_garbage);
    loop.settle();
}

BOOST_AUTO_TEST_CASE(statistics_say_what_happened_with_a_peer) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.set("static-peers", first.enode());
    second.policy.scores[first.local.id()] = 77;
    second.start();
    second.echo.request_all(100);
    loop.advance(10s);
    second.echo.sessions.front()->report(PeerEvent::served_request);
    second.echo.sessions.front()->report(PeerEvent::timed_out);
    loop.settle();

    const net::PoolStats stats = second.pool().stats();

    BOOST_TEST(stats.connected == 1U);
    BOOST_TEST(stats.inbound == 0U);
    BOOST_TEST(first.pool().stats().inbound == 1U);
    BOOST_TEST(stats.peers.front().score == 77);
    BOOST_TEST(stats.peers.front().requests == 1U);
    BOOST_TEST(stats.peers.front().failures == 1U);
    BOOST_TEST((stats.peers.front().connected_for == 10s));
    BOOST_TEST(stats.peers.front().link.bytes_in == 100U);
    BOOST_TEST(stats.peers.front().link.bytes_out == 100U);
}

BOOST_AUTO_TEST_CASE(statistics_are_kept_by_capability) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.set("static-peers", first.enode()).start();
    second.echo.request_all(100);
    loop.settle();
    const net::ProtocolSessionPtr session = second.echo.sessions.front();
    session->counters().set_in_flight(3);
    session->counters().set_latency(20ms, 10ms);
    net::PeerHead head;
    head.number = 7;
    session->set_head(head);

    const net::PeerStats stats = second.pool().peers().front()->stats();

    BOOST_TEST_REQUIRE(stats.capabilities.size() == 1U);
    const net::CapabilityStats& echo = stats.capabilities.front();
    BOOST_TEST(echo.info.name == "echo");
    BOOST_TEST(echo.info.version == 1U);
    BOOST_TEST(echo.bytes_in == 100U);
    BOOST_TEST(echo.bytes_out == 100U);
    BOOST_TEST(echo.messages_in == 1U);
    BOOST_TEST(echo.messages_out == 1U);
    BOOST_TEST(echo.rates.bytes_in == 10.0);
    BOOST_TEST(stats.rates.bytes_out == 10.0);
    BOOST_TEST(stats.in_flight == 3U);
    BOOST_TEST((stats.latency == 10ms));
    BOOST_TEST((stats.head == head));
}

BOOST_AUTO_TEST_CASE(statistics_show_what_the_policy_makes_of_a_peer) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.set("static-peers", first.enode()).start();

    second.echo.sessions.front()->report(PeerEvent::served_request);
    loop.settle();

    const net::PeerStats stats = second.pool().stats().peers.front();
    BOOST_TEST((stats.record.id == first.local.id()));
    BOOST_TEST(stats.record.value == 1);
    BOOST_TEST_REQUIRE(stats.score_parts.size() == 1U);
    BOOST_TEST(stats.score_parts.front().name == "applied");
    BOOST_TEST(stats.score_parts.front().value == 1.0);
    BOOST_TEST(stats.is_static);
    BOOST_TEST(!stats.is_trusted);
}

BOOST_AUTO_TEST_CASE(the_best_peers_come_first) {
    TestNode node(loop, network, 1);
    TestNode poor(loop, network, 2);
    TestNode good(loop, network, 3);
    poor.start();
    good.start();
    node.policy.scores[poor.local.id()] = 20;
    node.policy.scores[good.local.id()] = 80;
    node.set("static-peers", poor.enode() + "," + good.enode()).start();

    BOOST_TEST((node.pool().peers().front()->node().id == good.local.id()));
}

BOOST_AUTO_TEST_SUITE_END()
