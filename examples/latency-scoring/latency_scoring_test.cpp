#define BOOST_TEST_MODULE latency_scoring
#include <boost/test/unit_test.hpp>

#include <api/net/scoring_policy.hpp>
#include <kit/testing/loop.hpp>
#include <test_host/test_host.hpp>

using namespace plexus;
using namespace std::chrono_literals;

extern "C" const PluginDescriptor plexus_plugin_v1;  // of the plugin linked in

namespace {

struct Ranked {
    testing::Loop loop;
    testing::TestHost host{loop.executor(), "latency_scoring"};
    std::unique_ptr<Plugin> plugin = host.create(plexus_plugin_v1);
    net::ScoringPolicy& policy = host.published<net::ScoringPolicy>();
    SteadyTime now{1h};

    net::PeerRecord newcomer() const { return policy.initial(net::NodeId{}, now); }

    net::ScoreAction apply(net::PeerRecord& peer, net::PeerEvent event, Duration took = {}) {
        net::PeerReport report = event;
        report.took = took;
        return policy.apply(peer, report, now);
    }
    int score(const net::PeerRecord& peer) const { return policy.score(peer, now); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(latency_scoring, Ranked)

BOOST_AUTO_TEST_CASE(the_quicker_peer_ranks_higher) {
    net::PeerRecord quick = newcomer();
    net::PeerRecord slow = newcomer();

    apply(quick, net::PeerEvent::responded, 20ms);
    apply(slow, net::PeerEvent::responded, 300ms);

    BOOST_TEST(score(quick) == 980);
    BOOST_TEST(score(slow) == 700);
    BOOST_TEST(score(newcomer()) < score(slow));
}

BOOST_AUTO_TEST_CASE(a_timeout_counts_as_the_time_that_was_waited) {
    net::PeerRecord peer = newcomer();
    apply(peer, net::PeerEvent::responded, 20ms);

    BOOST_TEST((apply(peer, net::PeerEvent::timed_out, 8020ms) == net::ScoreAction::keep));

    BOOST_TEST(score(peer) == -20);
    BOOST_TEST(policy.parts(peer, now).front().value == 1020.0);
}

BOOST_AUTO_TEST_CASE(garbage_is_banned_however_soon_it_comes) {
    net::PeerRecord peer = newcomer();

    BOOST_TEST((apply(peer, net::PeerEvent::sent_garbage) == net::ScoreAction::ban));
}

BOOST_AUTO_TEST_SUITE_END()
