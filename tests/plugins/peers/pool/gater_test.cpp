#include <boost/test/unit_test.hpp>
#include <set>

#include <api/net/connection_gater.hpp>
#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;
using net::Reason;

namespace gater {
namespace {

class Gate final : public net::ConnectionGater {
public:
    bool allows(const net::NodeId& id) const noexcept override { return !closed_to.contains(id); }

    std::set<net::NodeId> closed_to;
};

/// A node, and another one that its gater does not allow.
struct Gated : World {
    Gated() {
        gate.closed_to.insert(remote.local.id());
        node.host.provide<net::ConnectionGater>(gate);
    }

    Gate gate;
    TestNode node{loop, network, 1};
    TestNode remote{loop, network, 2};
};

}  // namespace
}  // namespace gater

BOOST_FIXTURE_TEST_SUITE(gater, Gated)

BOOST_AUTO_TEST_CASE(a_node_that_is_not_allowed_is_not_dialled) {
    remote.start();
    node.discovery.offer(remote.node());
    node.start();
    loop.advance(5s);
    BOOST_TEST(node.transport.dials() == 0U);

    gate.closed_to.clear();
    node.discovery.offer(remote.node());
    loop.advance(5s);
    BOOST_TEST(node.knows(remote));
}

BOOST_AUTO_TEST_CASE(it_is_refused_when_it_connects_and_let_in_later) {
    node.start();
    std::vector<net::PeerRefused> refusals;
    const net::Subscription subscription =
        node.pool().on_event([&](const net::PeerPoolEvent& event) {
            if (const auto* refused = std::get_if<net::PeerRefused>(&event)) {
                refusals.push_back(*refused);
            }
        });
    remote.set("static-peers", node.enode()).start();
    loop.advance(5s);
    BOOST_TEST(node.peers() == 0U);
    BOOST_TEST_REQUIRE(refusals.size() == 1U);
    BOOST_TEST((refusals[0].cause == net::RefusalCause::gated));
    BOOST_TEST((refusals[0].told == Reason::too_many_peers));
    BOOST_TEST((refusals[0].node.id == remote.local.id()));

    gate.closed_to.clear();
    loop.advance(40s);
    BOOST_TEST(node.knows(remote));
}

BOOST_AUTO_TEST_CASE(a_static_node_is_exempt) {
    remote.start();
    node.set("static-peers", remote.enode()).start();
    loop.advance(5s);
    BOOST_TEST(node.knows(remote));
}

BOOST_AUTO_TEST_CASE(a_peer_stays_when_the_gate_closes) {
    gate.closed_to.clear();
    node.start();
    remote.set("static-peers", node.enode()).start();
    loop.advance(5s);
    gate.closed_to.insert(remote.local.id());
    loop.advance(1min);
    BOOST_TEST(node.knows(remote));
}

BOOST_AUTO_TEST_SUITE_END()
