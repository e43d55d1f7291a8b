#include <plugins/heads/fork_survey.hpp>

#include <boost/test/unit_test.hpp>

#include <kit/chain/spec_profile.hpp>
#include <kit/testing/eth/fake_chain.hpp>
#include <kit/testing/fake_heads.hpp>
#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using heads::ForkSurvey;

namespace {

constexpr std::uint64_t block_fork = 10;

chain::SpecProfile profile_with(std::vector<std::uint64_t> forks) {
    chain::ChainSpec spec;
    spec.name = "test";
    const SharedBytes encoded = testing::FakeChain().block(0).header;
    const BytesView header = encoded;
    spec.genesis_header.assign(header.begin(), header.end());
    spec.block_forks = std::move(forks);
    return chain::SpecProfile(std::move(spec));
}

/// A node behind its last fork, and what its peers say.
struct Survey {
    static chain::Head at(std::uint64_t number) {
        chain::Head head;
        head.number = number;
        return head;
    }

    std::optional<ForkSurvey::Finding> hear(std::uint8_t peer, const chain::ForkId& fork) {
        net::NodeId id{};
        id.bytes[0] = peer;
        return survey.hear(id, fork, at(block_fork), now);
    }

    chain::SpecProfile ours = profile_with({block_fork});
    chain::SpecProfile newer = profile_with({block_fork, 20});
    chain::ForkId good = ours.fork_id(at(block_fork));
    chain::ForkId beyond = newer.fork_id(at(20));              // on a fork that we do not know
    chain::ForkId announcing = newer.fork_id(at(block_fork));  // and before it
    chain::ForkId outdated = profile_with({}).fork_id(at(0));  // knows less than we do
    testing::Loop loop;
    testing::FakeHeads tracker;
    ForkSurvey survey{ours, tracker, loop.clock(), make_logger("heads")};
    SteadyTime now{};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fork_survey, Survey)

BOOST_AUTO_TEST_CASE(a_majority_on_an_unknown_fork_is_found) {
    BOOST_TEST(!hear(1, beyond));
    BOOST_TEST(!hear(2, good));

    const auto found = hear(3, beyond);

    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->has_come);
    BOOST_TEST(found->peers == 2U);
    BOOST_TEST(found->of == 3U);
    BOOST_TEST((found->fork == beyond));
}

BOOST_AUTO_TEST_CASE(a_fork_that_most_peers_announce_is_found_before_it_comes) {
    for (std::uint8_t peer = 1; peer < 3; ++peer) BOOST_TEST(!hear(peer, announcing));

    const auto found = hear(3, announcing);

    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(!found->has_come);
    BOOST_TEST(found->fork.next == 20U);
}

BOOST_AUTO_TEST_CASE(a_minority_is_not_told_nor_one_peer_that_speaks_often) {
    for (std::uint8_t peer = 1; peer <= 3; ++peer) hear(peer, good);
    for (int again = 0; again < 100; ++again) BOOST_TEST(!hear(4, beyond));
    BOOST_TEST(!hear(5, beyond));
}

BOOST_AUTO_TEST_CASE(peers_that_are_behind_are_no_news) {
    for (std::uint8_t peer = 1; peer <= 10; ++peer) BOOST_TEST(!hear(peer, outdated));
}

BOOST_AUTO_TEST_CASE(it_is_told_once_in_a_while) {
    for (std::uint8_t peer = 1; peer <= 3; ++peer) hear(peer, beyond);

    now += ForkSurvey::period - std::chrono::seconds(1);
    BOOST_TEST(!hear(4, beyond));
    now += std::chrono::seconds(1);
    BOOST_TEST(hear(5, beyond).has_value());
}

BOOST_AUTO_TEST_CASE(the_operator_is_told_once_whatever_protocol_each_peer_speaks) {
    testing::LogCapture log;
    tracker.set_local_head(at(block_fork), 0);
    for (std::uint8_t peer = 1; peer < 9; ++peer) {
        net::NodeId id{};
        id.bytes[0] = peer;
        survey.note(id, beyond);
    }

    BOOST_TEST(log.count("most peers are on a fork that this node does not know") == 1U);
    BOOST_TEST(log.count("peers=3 of=3 fork=" + to_hex(beyond.hash)) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
