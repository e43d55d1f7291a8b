#include <boost/test/unit_test.hpp>

#include <plugins/peers/dial/dial_history.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

namespace {

net::NodeId id(std::uint32_t number) {
    net::NodeId result;
    for (std::size_t i = 0; i < 4; ++i) {
        result.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return result;
}

constexpr SteadyTime now{1h};

}  // namespace

BOOST_AUTO_TEST_SUITE(dial_history)

BOOST_AUTO_TEST_CASE(a_node_is_not_dialled_again_for_35_seconds) {
    DialHistory history;

    BOOST_TEST((history.ready_at(id(1)) <= now));
    history.dialled(id(1), now);

    BOOST_TEST((history.ready_at(id(1)) == now + 35s));
    BOOST_TEST((history.redial_at(id(1)) == now + 35s));
}

BOOST_AUTO_TEST_CASE(each_failure_doubles_the_pause_up_to_an_hour) {
    DialHistory history;
    std::vector<Duration> pauses;

    for (int i = 0; i < 9; ++i) {
        history.failed(id(1), now);
        pauses.push_back(history.ready_at(id(1)) - now);
    }

    const std::vector<Duration> expected{35s, 70s, 140s, 280s, 560s, 1120s, 2240s, 1h, 1h};
    BOOST_TEST((pauses == expected));
}

BOOST_AUTO_TEST_CASE(success_makes_the_pause_short_again) {
    DialHistory history;
    history.failed(id(1), now);
    history.failed(id(1), now);

    history.succeeded(id(1));
    history.failed(id(1), now);

    BOOST_TEST((history.ready_at(id(1)) == now + 35s));
}

BOOST_AUTO_TEST_CASE(a_static_node_waits_35_seconds_however_often_it_failed) {
    DialHistory history;
    history.dialled(id(1), now);
    history.failed(id(1), now);
    history.failed(id(1), now);

    BOOST_TEST((history.redial_at(id(1)) == now + 35s));
}

BOOST_AUTO_TEST_CASE(the_oldest_entries_are_forgotten) {
    DialHistory history;
    history.dialled(id(0), now);

    for (std::uint32_t i = 1; i <= 8192; ++i) history.dialled(id(i), now);

    BOOST_TEST((history.ready_at(id(0)) == SteadyTime{}));
    BOOST_TEST((history.ready_at(id(1)) != SteadyTime{}));
}

BOOST_AUTO_TEST_SUITE_END()
