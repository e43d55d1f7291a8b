#include <boost/test/unit_test.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::Reason;

namespace leaving {
namespace {

// A plugin may throw anything.
constexpr int anything = 7;

class FailingDiscovery final : public net::Discovery {
public:
    awaitable<Result<net::Node>> next() override {
        throw anything;  // NOLINT(hicpp-exception-baseclass)
        co_return make_error_code(Errc::closed);
    }
};

class FailingCapability final : public net::Capability {
public:
    explicit FailingCapability(bool names_itself) : names_itself_(names_itself) {}

    net::CapabilityInfo info() const override {
        if (!names_itself_) throw anything;  // NOLINT(hicpp-exception-baseclass)
        return {"echo", 2, 2, 1000};
    }
    awaitable<net::Reason> serve(net::ProtocolSessionPtr, net::Pipe&) override {
        throw anything;  // NOLINT(hicpp-exception-baseclass)
        co_return net::Reason::requested;
    }

private:
    bool names_itself_;
};

/// A node with two capabilities besides "echo/1", and peers of it. What the nodes serve outlives
/// them.
struct Leaving : World {
    EchoCapability echo2{{"echo", 2, 2, 1000}};
    EchoCapability other{{"other", 1, 2, 1000}};
    EchoCapability dependent{{"dependent", 1, 2, 1000, "echo"}};
    FailingDiscovery failing_discovery;
    FailingCapability unnamed{false};
    FailingCapability failing{true};
    EchoCapability remote_echo2{{"echo", 2, 2, 1000}};
    TestNode node{loop, network, 1};
    TestNode remote{loop, network, 2};

    std::string spoken(TestNode& by) {
        std::string text;
        for (const net::PeerPtr& peer : by.pool().peers()) {
            for (const net::CapabilityInfo& info : peer->shared()) {
                text += info.name + '/' + std::to_string(info.version) + ' ';
            }
        }
        return text;
    }
};

}  // namespace
}  // namespace leaving

BOOST_FIXTURE_TEST_SUITE(leaving, Leaving)

BOOST_AUTO_TEST_CASE(a_capability_that_joins_is_spoken_by_new_peers_and_costs_no_old_one) {
    node.start();
    remote.host.provide<net::Capability>(echo2);
    remote.set("static-peers", node.enode()).start();
    TestNode late(loop, network, 3);
    EchoCapability theirs{{"echo", 2, 2, 1000}};
    late.host.provide<net::Capability>(theirs);
    BOOST_TEST(spoken(node) == "echo/1 ");

    EchoCapability ours{{"echo", 2, 2, 1000}};
    node.host.provide<net::Capability>(ours);
    late.set("static-peers", node.enode()).start();
    loop.settle();

    BOOST_TEST(spoken(remote) == "echo/1 ");
    BOOST_TEST(spoken(late) == "echo/2 ");
    BOOST_TEST(node.peers() == 2U);
    late.stop();
}

BOOST_AUTO_TEST_CASE(a_peer_goes_with_the_capability_and_comes_back_at_once_on_another_version) {
    node.host.provide<net::Capability>(echo2);
    node.start();
    EchoCapability theirs{{"echo", 2, 2, 1000}};
    remote.host.provide<net::Capability>(theirs);
    remote.start();
    BOOST_REQUIRE(node.pool().add_static(remote.node()));
    loop.settle();
    BOOST_REQUIRE(spoken(node) == "echo/2 ");

    node.host.withdraw<net::Capability>(echo2);
    loop.settle();

    BOOST_TEST(log.count("reason=disconnect requested by=us") == 1U);
    BOOST_TEST(log.count("reason=disconnect requested by=them") == 1U);
    BOOST_TEST(spoken(node) == "echo/1 ");
    BOOST_TEST(echo2.pipes.empty());
    BOOST_TEST((loop.elapsed() < 1s));
}

BOOST_AUTO_TEST_CASE(a_peer_with_which_something_else_is_spoken_stays) {
    EchoCapability their_other{{"other", 1, 2, 1000}};
    node.host.provide<net::Capability>(other);
    remote.host.provide<net::Capability>(their_other);
    node.start();
    remote.set("static-peers", node.enode()).start();
    BOOST_REQUIRE(spoken(node) == "echo/1 other/1 ");

    node.host.withdraw<net::Capability>(node.echo);
    loop.settle();
    BOOST_TEST(node.peers() == 1U);
    BOOST_TEST(node.echo.pipes.empty());
    remote.echo.request_all();  // its response never comes
    their_other.request_all();
    loop.settle();

    BOOST_TEST(remote.echo.responses == 0);
    BOOST_TEST(their_other.responses == 1);
    BOOST_TEST(node.peers() == 1U);
    remote.stop();
}

BOOST_AUTO_TEST_CASE(what_depends_on_a_capability_is_nothing_else) {
    EchoCapability theirs{{"dependent", 1, 2, 1000, "echo"}};
    node.host.provide<net::Capability>(dependent);
    remote.host.provide<net::Capability>(theirs);
    node.start();
    remote.set("static-peers", node.enode()).start();
    BOOST_REQUIRE(spoken(node) == "dependent/1 echo/1 ");

    node.host.withdraw<net::Capability>(node.echo);
    loop.settle();

    BOOST_TEST(node.peers() == 0U);
    BOOST_TEST(log.count("reason=disconnect requested by=us") == 1U);
}

BOOST_AUTO_TEST_CASE(nobody_holds_a_capability_that_has_left) {
    node.host.provide<net::Capability>(echo2);
    node.start();
    remote.set("static-peers", node.enode()).start();
    BOOST_REQUIRE(spoken(node) == "echo/1 ");  // offered echo/2 too, and has nothing of it

    node.host.withdraw<net::Capability>(echo2);
    loop.settle();

    BOOST_TEST(!node.host.holds<net::Capability>(echo2));
    BOOST_TEST(node.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_discovery_that_joins_late_is_used_until_it_leaves) {
    node.discovers = false;
    node.start();
    remote.discovers = false;
    remote.start();
    TestNode third(loop, network, 3);
    third.start();

    node.host.provide<net::Discovery>(node.discovery);
    node.discovery.offer(remote.node());
    loop.settle();
    BOOST_TEST(node.knows(remote));
    node.host.withdraw<net::Discovery>(node.discovery);
    node.discovery.offer(third.node());
    loop.settle();

    BOOST_TEST(node.peers() == 1U);
    BOOST_TEST(node.discovery.waiting() == 1U);
    third.stop();
}

BOOST_AUTO_TEST_CASE(a_discovery_that_fails_ends_nothing_but_itself) {
    node.start();
    remote.start();

    node.host.provide<net::Discovery>(failing_discovery);
    loop.settle();
    node.discovery.offer(remote.node());
    loop.settle();

    BOOST_TEST(log.count("a discovery failed") == 1U);
    BOOST_TEST(node.knows(remote));
}

BOOST_AUTO_TEST_CASE(a_capability_that_cannot_name_itself_keeps_no_other_out) {
    node.start();

    node.host.provide<net::Capability>(unnamed);
    remote.set("static-peers", node.enode()).start();
    loop.settle();

    BOOST_TEST(log.count("a capability cannot be offered") > 0U);
    BOOST_TEST(spoken(node) == "echo/1 ");
}

BOOST_AUTO_TEST_CASE(a_capability_that_throws_anything_costs_its_own_sessions_alone) {
    TestNode other_remote(loop, network, 3);
    node.start();
    node.host.provide<net::Capability>(failing);
    remote.host.provide<net::Capability>(remote_echo2);

    remote.set("static-peers", node.enode()).start();
    other_remote.set("static-peers", node.enode()).start();
    loop.settle();

    BOOST_TEST(log.count("a capability failed") > 0U);
    BOOST_TEST(spoken(node) == "echo/1 ");
    other_remote.stop();
}

BOOST_AUTO_TEST_SUITE_END()
