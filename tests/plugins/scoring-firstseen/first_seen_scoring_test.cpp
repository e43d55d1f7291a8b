#include <plugins/scoring-firstseen/first_seen_scoring.hpp>

#include <boost/test/unit_test.hpp>
#include <set>

using namespace plexus;
using namespace std::chrono_literals;
using net::PeerEvent;
using net::ScoreAction;
using scoring_firstseen::FirstSeenScoring;

namespace {

/// Twenty peers, the last of which is the first with everything.
struct Pool {
    Pool() {
        for (std::uint8_t number = 0; number < 20; ++number) {
            net::NodeId id{};
            id.bytes[0] = number;
            records.push_back(policy.initial(id, now));
        }
    }

    ScoreAction apply(std::size_t peer, PeerEvent event) {
        return policy.apply(records[peer], event, now);
    }

    /// Each peer responds, and is the first as often as its number says.
    std::size_t live_for_a_round() {
        std::size_t dropped = 0;
        for (std::size_t peer = 0; peer < records.size(); ++peer) {
            for (std::size_t i = 0; i < peer; ++i) apply(peer, PeerEvent::useful_gossip);
            dropped += apply(peer, PeerEvent::served_request) == ScoreAction::drop ? 1 : 0;
        }
        now += 10min;
        return dropped;
    }
    int score(std::size_t peer) { return policy.score(records[peer], now); }

    SteadyTime now{1h};
    FirstSeenScoring policy{{}};
    std::vector<net::PeerRecord> records;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(first_seen_scoring, Pool)

BOOST_AUTO_TEST_CASE(a_new_peer_has_fifty_until_it_was_there_for_a_round) {
    live_for_a_round();
    live_for_a_round();
    BOOST_TEST(score(19) == 50);
}

BOOST_AUTO_TEST_CASE(peers_are_ranked_by_how_often_they_were_first) {
    for (int round = 0; round < 3; ++round) live_for_a_round();

    BOOST_TEST(score(19) == 100);
    BOOST_TEST(score(0) == 0);
    BOOST_TEST(score(10) > score(9));
    BOOST_TEST(policy.parts(records[19], now)[1].value == 57);
}

BOOST_AUTO_TEST_CASE(the_slowest_tenth_is_replaced) {
    BOOST_TEST(live_for_a_round() == 0U);
    BOOST_TEST(live_for_a_round() == 0U);
    apply(19, PeerEvent::served_request);  // the round ends

    BOOST_TEST((apply(0, PeerEvent::served_request) == ScoreAction::drop));
    BOOST_TEST((apply(1, PeerEvent::useful_gossip) == ScoreAction::drop));
    BOOST_TEST((apply(2, PeerEvent::served_request) == ScoreAction::keep));
}

BOOST_AUTO_TEST_CASE(a_peer_that_says_nothing_is_ranked_and_replaced_by_a_review) {
    for (int round = 0; round < 2; ++round) {
        for (std::size_t i = 1; i < records.size(); ++i) apply(i, PeerEvent::useful_gossip);
        BOOST_TEST((policy.review(records[0], now) == ScoreAction::keep));
        now += 10min;
    }
    apply(1, PeerEvent::served_request);  // the round ends

    BOOST_TEST(score(0) == 0);
    BOOST_TEST((policy.review(records[0], now) == ScoreAction::drop));
    BOOST_TEST((policy.review(records[0], now) == ScoreAction::keep));
}

BOOST_AUTO_TEST_CASE(among_equals_chance_decides_and_not_the_id) {
    std::set<std::size_t> replaced;
    for (int run = 0; run < 30; ++run) {
        Pool pool;
        for (int round = 0; round < 3; ++round) {
            for (std::size_t i = 0; i < pool.records.size(); ++i) {
                if (pool.apply(i, PeerEvent::served_request) == ScoreAction::drop) {
                    replaced.insert(i);
                }
            }
            pool.now += 10min;
        }
    }
    BOOST_TEST(replaced.size() > 5U);
}

BOOST_AUTO_TEST_CASE(a_few_peers_are_not_replaced) {
    records.resize(FirstSeenScoring::fewest_ranked - 1);
    for (int round = 0; round < 10; ++round) BOOST_TEST(live_for_a_round() == 0U);
}

BOOST_AUTO_TEST_CASE(what_breaks_the_protocol_costs_the_connection) {
    BOOST_TEST((apply(0, PeerEvent::sent_garbage) == ScoreAction::ban));
    BOOST_TEST((apply(1, PeerEvent::incompatible) == ScoreAction::drop));
    BOOST_TEST((apply(2, PeerEvent::sent_bad_data) == ScoreAction::keep));
    BOOST_TEST((apply(2, PeerEvent::sent_bad_data) == ScoreAction::drop));
    for (int i = 0; i < 7; ++i) BOOST_TEST((apply(3, PeerEvent::timed_out) == ScoreAction::keep));
    BOOST_TEST((apply(3, PeerEvent::timed_out) == ScoreAction::drop));
}

BOOST_AUTO_TEST_CASE(a_node_that_cannot_be_reached_is_no_peer) {
    for (int i = 0; i < 100; ++i) {
        BOOST_TEST((apply(0, PeerEvent::dial_failed) == ScoreAction::keep));
    }
    BOOST_TEST(score(0) == 50);
}

BOOST_AUTO_TEST_SUITE_END()
