#include <plugins/peers/inbound/reach_watch.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

namespace reach_watch {
namespace {

struct Fixture {
    /// Looks every half minute. @returns how often it was due
    int look_for(Duration duration, std::size_t dialled) {
        int due = 0;
        for (const SteadyTime end = now + duration; now < end; now += 30s) {
            due += watch.is_due(dialled, now) ? 1 : 0;
        }
        return due;
    }

    ReachWatch watch;
    SteadyTime now{1h};
};

}  // namespace
}  // namespace reach_watch

BOOST_FIXTURE_TEST_SUITE(reach_watch, Fixture)

BOOST_AUTO_TEST_CASE(a_node_that_nobody_dials_is_told_of_once_an_hour) {
    BOOST_TEST(look_for(ReachWatch::wait, ReachWatch::fewest_dialled) == 0);
    BOOST_TEST(look_for(1min, ReachWatch::fewest_dialled) == 1);
    BOOST_TEST(look_for(58min, ReachWatch::fewest_dialled) == 0);
    BOOST_TEST(look_for(2min, ReachWatch::fewest_dialled) == 1);
}

BOOST_AUTO_TEST_CASE(one_connection_is_enough_for_some_hours) {
    BOOST_TEST(look_for(10min, 20) == 0);
    watch.reached(now);
    BOOST_TEST(look_for(ReachWatch::proof + ReachWatch::wait, 20) == 0);
    BOOST_TEST(look_for(1min, 20) == 1);
}

BOOST_AUTO_TEST_CASE(a_node_with_few_dialled_peers_says_nothing) {
    BOOST_TEST(look_for(24h, ReachWatch::fewest_dialled - 1) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
