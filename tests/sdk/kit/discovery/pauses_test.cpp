#include <kit/discovery/pauses.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;
using namespace plexus::discovery;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(pauses)

BOOST_AUTO_TEST_CASE(a_refresh_comes_within_the_second_half_of_the_interval) {
    for (int round = 0; round < 100; ++round) {
        const Duration pause = refresh_pause(30min);
        BOOST_TEST((pause >= 15min && pause <= 30min));
    }
}

BOOST_AUTO_TEST_SUITE_END()
