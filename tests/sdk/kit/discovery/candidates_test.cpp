#include <boost/test/unit_test.hpp>

#include <kit/discovery/candidates.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace plexus::discovery;
using namespace std::chrono_literals;

namespace candidates {
namespace {

net::Node node_of(std::uint8_t number) {
    net::Node node;
    node.id.bytes[0] = number;
    node.set({asio::ip::make_address("52.1.1.1"), 30303, 30303});
    return node;
}

struct Fixture {
    testing::Loop loop;
    DialCandidates candidates{loop.executor(), loop.clock()};

    int next() { return loop.run(candidates.next()).value().id.bytes[0]; }
};

}  // namespace
}  // namespace candidates

BOOST_FIXTURE_TEST_SUITE(candidates, Fixture)

BOOST_AUTO_TEST_CASE(nodes_of_our_chain_come_before_those_of_whom_nothing_is_known) {
    candidates.offer(node_of(1), Promise::unknown);
    candidates.offer(node_of(2), Promise::same_chain);
    candidates.offer(node_of(3), Promise::unknown);
    candidates.offer(node_of(4), Promise::same_chain);

    BOOST_TEST(next() == 2);
    BOOST_TEST(next() == 4);
    BOOST_TEST(next() == 1);
    BOOST_TEST(next() == 3);
}

BOOST_AUTO_TEST_CASE(one_network_does_not_displace_the_nodes_of_others) {
    net::Node other = node_of(200);
    other.set({asio::ip::make_address("53.1.1.1"), 30303, 30303});
    candidates.offer(other, Promise::same_chain);

    for (std::uint8_t number = 1; number <= 2 * DialCandidates::capacity; ++number) {
        candidates.offer(node_of(number), Promise::same_chain);
    }

    BOOST_TEST(candidates.size() == DialCandidates::capacity);
    BOOST_TEST(next() == 200);
    BOOST_TEST(next() == 34);
}

BOOST_AUTO_TEST_CASE(who_calls_too_early_waits) {
    loop.spawn([](DialCandidates& to) -> awaitable<void> {
        co_await sleep_for(5s);
        to.offer(node_of(1), Promise::unknown);
    }(candidates));

    BOOST_TEST(next() == 1);
    BOOST_TEST((loop.elapsed() == 5s));
}

BOOST_AUTO_TEST_CASE(a_node_is_not_handed_out_twice_within_30_seconds) {
    candidates.offer(node_of(1), Promise::same_chain);
    next();

    candidates.offer(node_of(1), Promise::same_chain);
    BOOST_TEST(candidates.size() == 0U);
    loop.advance(30s);
    candidates.offer(node_of(1), Promise::same_chain);

    BOOST_TEST(next() == 1);
}

BOOST_AUTO_TEST_CASE(a_node_waits_once_under_its_latest_promise) {
    candidates.offer(node_of(1), Promise::unknown);
    candidates.offer(node_of(1), Promise::same_chain);

    BOOST_TEST(candidates.size() == 1U);
}

BOOST_AUTO_TEST_CASE(what_waited_for_ten_minutes_is_dropped) {
    candidates.offer(node_of(1), Promise::same_chain);
    loop.advance(10min);
    candidates.offer(node_of(2), Promise::unknown);

    BOOST_TEST(next() == 2);
    BOOST_TEST(candidates.size() == 0U);
}

BOOST_AUTO_TEST_CASE(at_the_bound_the_oldest_goes) {
    for (std::uint8_t number = 0; number < 40; ++number) {
        candidates.offer(node_of(number), Promise::same_chain);
    }

    BOOST_TEST(candidates.size() == DialCandidates::capacity);
    BOOST_TEST(next() == 8);
}

BOOST_AUTO_TEST_CASE(no_more_are_wanted_until_half_of_them_are_gone) {
    for (std::uint8_t number = 0; number < 20; ++number) {
        candidates.offer(node_of(number), Promise::same_chain);
    }
    bool wanted = false;
    loop.spawn([](DialCandidates& from, bool& out) -> awaitable<void> {
        co_await from.until_wanted();
        out = true;
    }(candidates, wanted));
    for (int count = 0; count < 4; ++count) next();
    BOOST_TEST(!wanted);

    next();
    loop.settle();

    BOOST_TEST(wanted);
}

BOOST_AUTO_TEST_CASE(after_the_end_there_is_nothing) {
    candidates.offer(node_of(1), Promise::same_chain);
    candidates.close();

    BOOST_TEST((loop.run(candidates.next()).error() == Errc::closed));
}

BOOST_AUTO_TEST_SUITE_END()
