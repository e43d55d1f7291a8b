#include <boost/test/unit_test.hpp>

#include <api/net/live_scoring_policy.hpp>
#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;

namespace live_policy {
namespace {

/// A policy that joins: every peer's score is 77, and what is applied adds 100 to its value.
class LivePolicy final : public net::LiveScoringPolicy {
public:
    net::PeerRecord initial(const net::NodeId& id, SteadyTime now) const noexcept override {
        return {id, 0, now, {}};
    }
    int score(const net::PeerRecord&, SteadyTime) const noexcept override { return 77; }
    net::ScoreAction apply(net::PeerRecord& peer, const net::PeerReport&,
                           SteadyTime) noexcept override {
        peer.value += 100;
        return net::ScoreAction::keep;
    }
    std::vector<net::ScorePart> parts(const net::PeerRecord& peer, SteadyTime) const override {
        return {{"live", static_cast<double>(peer.value)}};
    }
};

struct Swapping : World {
    LivePolicy live;
    TestNode node{loop, network, 1};
    TestNode remote{loop, network, 2};

    net::PeerStats peer() { return node.pool().stats().peers.at(0); }

    void served() {
        node.echo.sessions.front()->report(net::PeerEvent::served_request);
        loop.settle();
    }

    /// The one part of the score.
    double shown(std::string_view name) {
        const net::ScorePart part = peer().score_parts.at(0);
        BOOST_TEST(part.name == name);
        return part.value;
    }
};

}  // namespace
}  // namespace live_policy

BOOST_FIXTURE_TEST_SUITE(live_policy, Swapping)

BOOST_AUTO_TEST_CASE(a_policy_joins_and_leaves_and_the_own_scores_carry_on) {
    node.start();
    remote.set("static-peers", node.enode()).start();
    loop.advance(5s);
    BOOST_REQUIRE(node.peers() == 1U);
    BOOST_TEST(peer().score == 0);
    served();
    BOOST_TEST(shown("applied") == 1);

    node.host.provide<net::LiveScoringPolicy>(live);
    loop.settle();
    BOOST_TEST(peer().score == 77);
    BOOST_TEST(shown("live") == 0);
    served();
    BOOST_TEST(shown("live") == 100);

    node.host.withdraw(live);
    loop.settle();
    BOOST_TEST(peer().score == 0);
    BOOST_TEST(shown("applied") == 1);
    BOOST_TEST(!node.host.holds(live));
    BOOST_TEST(node.peers() == 1U);
}

BOOST_AUTO_TEST_CASE(a_policy_that_joins_again_knows_no_peer) {
    node.start();
    remote.set("static-peers", node.enode()).start();
    loop.advance(5s);
    node.host.provide<net::LiveScoringPolicy>(live);
    served();
    node.host.withdraw(live);
    loop.settle();
    node.host.provide<net::LiveScoringPolicy>(live);
    loop.settle();
    BOOST_TEST(shown("live") == 0);
}

BOOST_AUTO_TEST_CASE(a_policy_that_is_there_from_the_start_decides) {
    node.host.provide<net::LiveScoringPolicy>(live);
    node.start();
    remote.set("static-peers", node.enode()).start();
    loop.advance(5s);
    BOOST_TEST(peer().score == 77);
}

BOOST_AUTO_TEST_SUITE_END()
