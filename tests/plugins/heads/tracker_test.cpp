#include <boost/test/unit_test.hpp>

#include <kit/testing/fake_profile.hpp>
#include <kit/testing/loop.hpp>

#include <plugins/heads/tracker.hpp>

using namespace plexus;

namespace {

struct Tracking {
    testing::Loop loop;
    testing::FakeProfile profile;
    heads::Tracker tracker{profile, Clock::of(loop.executor())};

    static chain::Head numbered(std::uint64_t number) {
        chain::Head head;
        head.number = number;
        return head;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tracker, Tracking)

BOOST_AUTO_TEST_CASE(without_a_chain_the_head_is_what_the_profile_assumes) {
    profile.first.number = 7;

    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::assumed));
    BOOST_TEST(tracker.chain_status().head.number == 7U);
}

BOOST_AUTO_TEST_CASE(a_held_head_is_what_the_node_stands_by) {
    tracker.set_local_head(numbered(9), 3);

    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::local));
    BOOST_TEST(tracker.chain_status().head.number == 9U);
    BOOST_TEST(tracker.chain_status().earliest == 3U);
}

BOOST_AUTO_TEST_CASE(observers_hear_of_changes_while_they_subscribe) {
    std::vector<std::uint64_t> heard;
    net::Subscription subscription = tracker.on_change(
        [&](const chain::ChainStatus& chain_status) { heard.push_back(chain_status.head.number); });

    tracker.set_local_head(numbered(1), 0);
    subscription.reset();
    tracker.set_local_head(numbered(2), 0);

    BOOST_TEST(heard == std::vector<std::uint64_t>{1}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_peers_agree_on_is_followed_until_a_head_is_held) {
    std::vector<std::uint64_t> heard;
    const net::Subscription subscription = tracker.on_change(
        [&](const chain::ChainStatus& chain_status) { heard.push_back(chain_status.head.number); });

    tracker.agree(numbered(5));
    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::agreed));
    tracker.agree(numbered(5));
    tracker.set_local_head(numbered(3), 0);
    tracker.agree(numbered(6));

    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::local));
    BOOST_TEST(tracker.chain_status().head.number == 3U);
    const std::vector<std::uint64_t> expected{5, 3};
    BOOST_TEST(heard == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_held_head_without_total_difficulty_stands_until_peers_are_far_ahead) {
    profile.first.total_difficulty = 1;
    tracker.set_local_head(numbered(100), 100);
    BOOST_TEST(!tracker.is_settled());

    tracker.agree(numbered(132));
    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::local));
    tracker.agree(numbered(90));
    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::local));
    tracker.agree(numbered(133));
    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::agreed));

    chain::Head whole = numbered(133);
    whole.total_difficulty = 2;
    tracker.set_local_head(whole, 133);
    tracker.agree(numbered(900));
    BOOST_TEST(tracker.is_settled());
    BOOST_TEST(tracker.chain_status().head.number == 133U);
}

BOOST_AUTO_TEST_CASE(on_a_chain_without_difficulty_no_held_head_stands_for_ever) {
    profile.first.total_difficulty = 0;
    tracker.set_local_head(numbered(100), 100);
    BOOST_TEST(!tracker.is_settled());

    tracker.agree(numbered(132));
    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::local));
    tracker.agree(numbered(133));
    BOOST_TEST((tracker.chain_status().source == chain::HeadSource::agreed));
}

BOOST_AUTO_TEST_SUITE_END()
