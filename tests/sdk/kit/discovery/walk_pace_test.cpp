#include <kit/discovery/walk_pace.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using discovery::WalkPace;

namespace walk_pace {
namespace {

struct Fixture {
    /// A lookup that tells of these nodes.
    Duration look_up(std::initializer_list<std::uint8_t> nodes) {
        for (const std::uint8_t number : nodes) {
            net::NodeId id{};
            id.bytes[0] = number;
            pace.hear(id);
        }
        pace.end_lookup();
        return pace.pause(30s);
    }

    WalkPace pace{1s};
};

}  // namespace
}  // namespace walk_pace

BOOST_FIXTURE_TEST_SUITE(walk_pace, Fixture)

BOOST_AUTO_TEST_CASE(the_time_that_a_lookup_took_is_part_of_the_pause) {
    look_up({1});

    BOOST_TEST((pace.pause(30s, 300ms) == 700ms));
    BOOST_TEST((pace.pause(30s, 2s) == 0s));
}

BOOST_AUTO_TEST_CASE(there_is_no_hurry_once_lookups_tell_of_nothing_new) {
    BOOST_TEST((look_up({1, 2}) == 1s));
    BOOST_TEST((look_up({1, 2}) == 1s));
    BOOST_TEST((look_up({2}) == 1s));
    BOOST_TEST((look_up({}) == 2s));
    BOOST_TEST((look_up({1}) == 4s));
    for (int i = 0; i < 100; ++i) look_up({});
    BOOST_TEST((pace.pause(30s) == 30s));
}

BOOST_AUTO_TEST_CASE(one_new_node_is_enough_to_go_on_at_once) {
    for (int i = 0; i < 100; ++i) look_up({1});
    BOOST_TEST((look_up({1, 2}) == 1s));
}

BOOST_AUTO_TEST_CASE(the_shortest_pause_is_above_a_bound_that_is_lower) {
    look_up({1});
    BOOST_TEST((pace.pause(100ms) == 1s));
}

BOOST_AUTO_TEST_SUITE_END()
