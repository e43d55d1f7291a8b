#include <plugins/peers/dial/dial_history.hpp>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <vector>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(dial_history)

namespace {

net::NodeId id(std::uint32_t number) {
    net::NodeId result;
    for (std::size_t i = 0; i < 4; ++i) {
        result.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return result;
}

constexpr SteadyTime now{1h};
constexpr std::uint64_t seed = 7;

}  // namespace

BOOST_AUTO_TEST_CASE(a_node_is_not_dialled_again_for_35_seconds) {
    DialHistory history(seed);

    BOOST_TEST((history.ready_at(id(1)) <= now));
    history.dialled(id(1), now);

    BOOST_TEST((history.ready_at(id(1)) == now + 35s));
    BOOST_TEST((history.redial_at(id(1)) == now + 35s));
}

BOOST_AUTO_TEST_CASE(each_failure_doubles_the_pause_up_to_an_hour) {
    std::vector<Duration> pauses;
    for (unsigned failures = 0; failures < 9; ++failures) {
        pauses.push_back(pause_for(DialPause::failed, failures));
    }

    const std::vector<Duration> expected{35s, 70s, 140s, 280s, 560s, 1120s, 2240s, 1h, 1h};
    BOOST_TEST((pauses == expected));
}

BOOST_AUTO_TEST_CASE(the_pause_depends_on_the_reason) {
    BOOST_TEST((pause_for(DialPause::full, 5) == 90s));
    BOOST_TEST((pause_for(DialPause::useless) == 6h));
    BOOST_TEST((pause_for(DialPause::wrong_identity) == 24h));
}

BOOST_AUTO_TEST_CASE(chance_changes_a_pause_by_a_fifth_at_most) {
    DialHistory history(seed);
    Duration shortest = 1h;
    Duration longest{};

    for (std::uint32_t i = 0; i < 1000; ++i) {
        history.pause(id(i), DialPause::full, now);
        const Duration pause = history.ready_at(id(i)) - now;
        shortest = std::min(shortest, pause);
        longest = std::max(longest, pause);
    }

    BOOST_TEST((shortest >= 72s && shortest < 75s));
    BOOST_TEST((longest <= 108s && longest > 105s));
}

BOOST_AUTO_TEST_CASE(success_makes_the_pause_short_again) {
    DialHistory history(seed);
    history.pause(id(1), DialPause::failed, now);
    history.pause(id(1), DialPause::failed, now);

    history.succeeded(id(1));
    history.pause(id(1), DialPause::failed, now);

    BOOST_TEST((history.ready_at(id(1)) <= now + 42s));
}

BOOST_AUTO_TEST_CASE(a_static_node_waits_35_seconds_however_often_it_failed) {
    DialHistory history(seed);
    history.dialled(id(1), now);
    history.pause(id(1), DialPause::failed, now);
    history.pause(id(1), DialPause::useless, now);

    BOOST_TEST((history.redial_at(id(1)) == now + 35s));
}

BOOST_AUTO_TEST_CASE(an_earlier_run_s_pause_counts_from_the_dial) {
    DialHistory history(seed);
    history.restore(id(1), now - 1h, DialPause::useless, 1);

    BOOST_TEST((history.ready_at(id(1)) > now + 3h));
    BOOST_TEST((history.ready_at(id(1)) < now + 7h));
}

BOOST_AUTO_TEST_CASE(the_oldest_entries_are_forgotten) {
    DialHistory history(seed);
    history.dialled(id(0), now);

    for (std::uint32_t i = 1; i <= 8192; ++i) history.dialled(id(i), now);

    BOOST_TEST((history.ready_at(id(0)) == SteadyTime{}));
    BOOST_TEST((history.ready_at(id(1)) != SteadyTime{}));
}

BOOST_AUTO_TEST_SUITE_END()
