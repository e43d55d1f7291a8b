#include <algorithm>
#include <boost/test/unit_test.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::Reason;

namespace dialling {
namespace {

std::vector<std::unique_ptr<TestNode>> start_nodes(World& world, std::uint64_t count) {
    std::vector<std::unique_ptr<TestNode>> nodes;
    for (std::uint64_t seed = 100; seed < 100 + count; ++seed) {
        nodes.push_back(std::make_unique<TestNode>(world.loop, world.network, seed));
        nodes.back()->start();
    }
    return nodes;
}

}  // namespace
}  // namespace dialling

BOOST_FIXTURE_TEST_SUITE(dialling, World)

BOOST_AUTO_TEST_CASE(discovered_nodes_are_dialled_until_the_maximum) {
    const auto nodes = start_nodes(*this, 8);
    TestNode node(loop, network, 1);
    for (const auto& other : nodes) node.discovery.offer(other->node());

    node.set("max-peers", "5").start();
    loop.advance(5s);

    BOOST_TEST(node.peers() == 5U);
}

BOOST_AUTO_TEST_CASE(discovery_is_queried_only_while_there_is_a_slot) {
    const auto nodes = start_nodes(*this, 8);
    TestNode node(loop, network, 1);
    for (const auto& other : nodes) node.discovery.offer(other->node());

    node.set("max-peers", "2").set("min-peers", "0").start();
    loop.advance(5s);

    BOOST_TEST(node.discovery.waiting() == 6U);
    node.pool().peers().front()->disconnect(Reason::requested);
    loop.advance(1s);
    BOOST_TEST(node.discovery.waiting() == 5U);
    BOOST_TEST(node.peers() == 2U);
}

BOOST_AUTO_TEST_CASE(a_fast_discovery_has_no_more_than_half_of_the_peers_while_another_delivers) {
    const auto nodes = start_nodes(*this, 24);
    TestNode node(loop, network, 1);
    testing::FakeDiscovery slow(loop);
    node.host.provide<net::Discovery>(slow);
    for (std::size_t i = 0; i < 12; ++i) node.discovery.offer(nodes[i]->node());
    node.set("max-peers", "8").set("min-peers", "0").start();
    loop.advance(5s);
    BOOST_TEST(node.peers() == 4U);

    for (std::size_t i = 12; i < 24; ++i) slow.offer(nodes[i]->node());
    loop.advance(5s);

    BOOST_TEST(node.peers() == 8U);
    const auto from_slow = std::count_if(nodes.begin() + 12, nodes.end(),
                                         [&](const auto& other) { return node.knows(*other); });
    BOOST_TEST(from_slow == 4);
}

BOOST_AUTO_TEST_CASE(a_discovery_that_finds_nothing_does_not_hold_up_another) {
    const auto nodes = start_nodes(*this, 8);
    TestNode node(loop, network, 1);
    testing::FakeDiscovery silent(loop);
    node.host.provide<net::Discovery>(silent);
    for (const auto& other : nodes) node.discovery.offer(other->node());

    node.set("max-peers", "8").set("min-peers", "0").start();
    loop.advance(35s);

    BOOST_TEST(node.peers() == 8U);
}

BOOST_AUTO_TEST_CASE(a_lost_static_peer_is_dialled_again_35_seconds_after_the_last_time) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.set("static-peers", first.enode()).start();
    first.pool().peers().front()->disconnect(Reason::requested);

    loop.advance(34s);
    BOOST_TEST(second.transport.dials() == 1U);
    loop.advance(2s);

    BOOST_TEST(second.transport.dials() == 2U);
    BOOST_TEST(second.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_static_peer_that_comes_up_late_is_found) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.transport.stop();
    second.set("static-peers", first.enode()).start();

    loop.advance(10min);

    BOOST_TEST(second.transport.dials() == 18U);
    BOOST_TEST(second.peers() == 0U);
}

BOOST_AUTO_TEST_CASE(the_chains_own_static_nodes_are_kept_too) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.profile.fixed.push_back(first.node());
    second.start();

    BOOST_TEST(second.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_that_fails_is_dialled_ever_more_rarely) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.transport.stop();
    second.set("refresh-interval", "1s");
    for (int i = 0; i < 10'000; ++i) second.discovery.offer(first.node());

    second.start();
    loop.advance(10min);

    // At 0, 35, 105, 245 and 525 seconds; chance changes each pause by a fifth.
    BOOST_TEST(second.transport.dials() >= 4U);
    BOOST_TEST(second.transport.dials() <= 6U);
}

BOOST_AUTO_TEST_CASE(a_discovery_that_repeats_itself_is_not_queried_without_a_pause) {
    TestNode node(loop, network, 1);
    for (int i = 0; i < 100; ++i) node.discovery.offer(node.node());

    node.start();
    BOOST_TEST(node.discovery.waiting() == 84U);
    loop.advance(30s);

    BOOST_TEST(node.discovery.waiting() == 68U);
}

BOOST_AUTO_TEST_CASE(no_more_dials_are_under_way_than_allowed) {
    TestNode node(loop, network, 1);
    for (std::uint64_t seed = 2; seed < 22; ++seed) {
        net::Node silent = testing::FakeLocalNode(seed).node();
        silent.ip4.tcp_port = static_cast<std::uint16_t>(seed);
        network.silence(silent.endpoint().tcp());
        node.discovery.offer(silent);
    }

    node.set("max-pending-peers", "7").start();
    BOOST_TEST(node.transport.dials() == 7U);
    BOOST_TEST(node.pool().stats().pending == 7U);
    loop.advance(16s);

    BOOST_TEST(node.transport.dials() == 14U);
}

BOOST_AUTO_TEST_CASE(dials_that_hang_do_not_keep_a_static_node_waiting) {
    TestNode kept(loop, network, 2);
    kept.start();
    TestNode node(loop, network, 1);
    for (std::uint64_t seed = 3; seed < 6; ++seed) {
        net::Node silent = testing::FakeLocalNode(seed).node();
        silent.ip4.tcp_port = static_cast<std::uint16_t>(seed);
        network.silence(silent.endpoint().tcp());
        node.discovery.offer(silent);
    }
    node.set("max-pending-peers", "2").start();
    BOOST_REQUIRE(node.transport.dials() == 2U);

    BOOST_REQUIRE(node.pool().add_static(kept.node()));
    loop.settle();

    BOOST_TEST(node.knows(kept));
}

BOOST_AUTO_TEST_CASE(a_node_of_another_chain_is_left_alone_for_hours) {
    TestNode other(loop, network, 2);
    other.echo = EchoCapability({"echo", 2, 2, 1000, ""});
    other.start();
    TestNode node(loop, network, 1);
    node.set("refresh-interval", "1s");
    for (int i = 0; i < 100'000; ++i) node.discovery.offer(other.node());
    TestNode friendly(loop, network, 3);  // who is alone waits five minutes at most
    friendly.start();
    node.set("static-peers", friendly.enode()).start();

    loop.advance(4h);

    BOOST_TEST(other.peers() == 0U);
    BOOST_TEST(node.transport.dials() == 2U);
}

BOOST_AUTO_TEST_CASE(a_dial_ends_with_its_deadline) {
    TestNode node(loop, network, 1);
    net::Node silent = testing::FakeLocalNode(2).node();
    silent.ip4.tcp_port = 9;
    network.silence(silent.endpoint().tcp());
    node.discovery.offer(silent);

    node.set("dial-timeout", "3s").start();
    BOOST_TEST(node.pool().stats().pending == 1U);
    loop.advance(4s);

    BOOST_TEST(node.pool().stats().pending == 0U);
    BOOST_TEST(node.host.metrics().value("plexus_peers_dial_failures_total") == 1);
}

BOOST_AUTO_TEST_CASE(nobody_is_dialled_if_that_is_not_wanted) {
    const auto nodes = start_nodes(*this, 1);
    TestNode node(loop, network, 1);
    node.discovery.offer(nodes.front()->node());

    node.set("no-dial", "true").set("static-peers", nodes.front()->enode()).start();
    loop.advance(1min);

    BOOST_TEST(node.transport.dials() == 0U);
}

BOOST_AUTO_TEST_CASE(without_discovery_static_peers_are_dialled_all_the_same) {
    const auto nodes = start_nodes(*this, 2);
    TestNode node(loop, network, 1);
    node.discovery.offer(nodes[0]->node());

    node.set("no-discovery", "true").set("static-peers", nodes[1]->enode()).start();
    loop.advance(1min);

    BOOST_TEST(node.peers() == 1U);
    BOOST_TEST(node.knows(*nodes[1]));
}

BOOST_AUTO_TEST_CASE(known_nodes_are_dialled_at_start_and_good_ones_are_noted) {
    const auto nodes = start_nodes(*this, 1);
    net::NodeEntry known;
    known.node = nodes.front()->node();
    TestNode node(loop, network, 1);
    const testing::FakeNodeStore& store = node.store;
    node.store.entries.push_back(known);
    node.start();
    BOOST_TEST(node.peers() == 1U);

    loop.advance(3s);

    BOOST_REQUIRE(!store.news.empty());
    BOOST_TEST((store.news.front().node == nodes.front()->node()));
    BOOST_TEST(store.news.front().responded);
}

BOOST_AUTO_TEST_CASE(a_peer_of_the_last_run_is_dialled_at_once_after_a_restart) {
    const auto nodes = start_nodes(*this, 1);
    net::NodeEntry known;
    known.node = nodes.front()->node();
    known.last_tried = loop.clock().wall() - 1s;
    known.outcome = net::DialOutcome::connected;
    TestNode node(loop, network, 1);
    node.store.entries.push_back(known);
    node.start();
    loop.advance(1s);
    BOOST_TEST(node.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(one_node_of_a_wide_network_is_dialled) {
    TestNode first(loop, network, 2, "8.8.1.1");
    TestNode second(loop, network, 3, "8.8.2.2");
    first.start();
    second.start();
    TestNode node(loop, network, 1);
    node.start();
    node.discovery.offer(first.node());
    node.discovery.offer(second.node());
    loop.advance(1min);

    BOOST_TEST(node.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(without_the_limits_of_networks_both_are_dialled) {
    TestNode first(loop, network, 2, "8.8.1.1");
    TestNode second(loop, network, 3, "8.8.2.2");
    first.start();
    second.start();
    TestNode node(loop, network, 1);
    node.set("network-limits", "false").start();
    node.discovery.offer(first.node());
    node.discovery.offer(second.node());
    loop.advance(1min);

    BOOST_TEST(node.peers() == 2U);
}

BOOST_AUTO_TEST_CASE(nobody_to_talk_to_and_a_lost_static_peer_are_warned_of_now_and_then) {
    const TestNode absent(loop, network, 2);
    TestNode node(loop, network, 1);
    node.set("static-peers", absent.enode()).start();
    loop.advance(5min + 1s);

    BOOST_TEST(log.count("a static peer cannot be reached") == 1U);
    BOOST_TEST(log.count("no peers") == 5U);
}

BOOST_AUTO_TEST_CASE(a_node_that_dials_nobody_says_so_while_it_is_alone) {
    TestNode node(loop, network, 1);
    node.set("no-dial", "true").start();
    loop.advance(1min + 1s);

    BOOST_TEST(log.count("no peers static_peers=0") == 1U);
    BOOST_TEST(log.count("because peers.no-dial is set") == 1U);
}

BOOST_AUTO_TEST_CASE(how_dials_failed_is_noted) {
    const TestNode absent(loop, network, 2);
    TestNode node(loop, network, 1);
    node.start();
    node.discovery.offer(absent.node());
    loop.advance(30s);

    BOOST_REQUIRE(!node.store.news.empty());
    BOOST_TEST((node.store.news.front().dialled == net::DialOutcome::unreachable));
    BOOST_TEST(!node.store.news.front().responded);
}

BOOST_AUTO_TEST_CASE(a_pause_after_failures_survives_a_restart) {
    const auto nodes = start_nodes(*this, 1);
    net::NodeEntry known;
    known.node = nodes.front()->node();
    known.last_tried = loop.clock().wall() - 1s;
    known.failures = 3;
    TestNode node(loop, network, 1);
    node.store.entries.push_back(known);
    node.start();
    loop.advance(100s);
    BOOST_TEST(node.peers() == 0U);

    loop.advance(2min);

    BOOST_TEST(node.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_remembered_node_that_nobody_tried_is_felt_when_all_slots_are_taken) {
    const auto nodes = start_nodes(*this, 2);
    TestNode node(loop, network, 1);
    node.set("max-peers", "1").set("static-peers", nodes[0]->enode()).start();
    net::NodeEntry known;
    known.node = nodes[1]->node();
    node.store.entries.push_back(known);
    loop.advance(2min + 1s);

    const auto felt = std::ranges::find(node.store.news, nodes[1]->local.id(),
                                        [](const net::NodeUpdate& news) { return news.node.id; });
    BOOST_REQUIRE((felt != node.store.news.end()));
    BOOST_TEST((felt->dialled == net::DialOutcome::none));  // nobody knows its chain
    BOOST_TEST(felt->responded);
    BOOST_TEST(node.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_node_whose_place_in_the_memory_is_contested_is_felt_first) {
    const auto nodes = start_nodes(*this, 2);
    TestNode node(loop, network, 1);
    node.set("max-peers", "5").start();
    net::NodeEntry living;
    living.node = nodes[0]->node();
    living.last_tried = WallTime{} + 1h;
    net::NodeEntry dead = living;
    dead.node = nodes[1]->node();
    nodes[1]->transport.stop();
    node.store.contested = {living, dead};
    loop.advance(2min + 1s);

    BOOST_REQUIRE(node.store.news.size() == 1U);
    BOOST_TEST((node.store.news[0].node.id == living.node.id));
    BOOST_TEST((node.store.news[0].dialled == net::DialOutcome::none));

    node.store.contested = {dead};
    loop.advance(2min);
    BOOST_REQUIRE(node.store.news.size() == 2U);
    BOOST_TEST((node.store.news[1].dialled == net::DialOutcome::unreachable));
    BOOST_TEST(node.peers() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
