#include <plugins/discv4/wire/clock_watch.hpp>

#include <boost/test/unit_test.hpp>

#include <plugins/discv4/wire/times.hpp>

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

namespace clock_watch {
namespace {

struct Fixture {
    /// A packet of a node whose clock differs from ours by so much, and that lets packets live so
    /// long.
    std::optional<ClockWatch::Finding> hear(const std::string& from, std::chrono::seconds theirs,
                                            std::chrono::seconds lifetime = packet_lifetime) {
        now += 1s;
        const auto sent =
            std::chrono::floor<std::chrono::seconds>(wall.time_since_epoch()) + theirs;
        return watch.note(asio::ip::make_address(from),
                          static_cast<std::uint64_t>((sent + lifetime).count()), wall, now);
    }

    ClockWatch watch;
    WallTime wall{1'800'000'000s};
    SteadyTime now{1h};
};

}  // namespace
}  // namespace clock_watch

BOOST_FIXTURE_TEST_SUITE(clock_watch, Fixture)

BOOST_AUTO_TEST_CASE(three_networks_tell_that_the_clock_is_fast) {
    BOOST_TEST(!hear("5.1.1.1", -30s));
    BOOST_TEST(!hear("5.2.1.1", -31s));
    const auto found = hear("5.3.1.1", -29s);

    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->ahead.count() == 30);
    BOOST_TEST(found->votes == 3U);
}

BOOST_AUTO_TEST_CASE(three_networks_tell_that_the_clock_is_slow) {
    BOOST_TEST(!hear("5.1.1.1", 15s));
    BOOST_TEST(!hear("5.2.1.1", 15s));
    const auto found = hear("5.3.1.1", 15s);

    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->ahead.count() == -15);
}

BOOST_AUTO_TEST_CASE(one_network_tells_nothing_however_often) {
    for (int i = 0; i < 100; ++i) BOOST_TEST(!hear("5.1.1." + std::to_string(i), -30s));
}

BOOST_AUTO_TEST_CASE(one_node_in_the_same_house_is_enough_if_there_is_no_other) {
    BOOST_TEST(!hear("127.0.0.1", -30s));
    BOOST_TEST(!hear("127.0.0.1", -30s));
    BOOST_TEST(hear("127.0.0.1", -30s).has_value());
}

BOOST_AUTO_TEST_CASE(clients_whose_packets_live_for_a_minute_do_not_make_the_clock_slow) {
    for (int i = 0; i < 30; ++i) {
        const std::string from = "5." + std::to_string(i) + ".1.1";
        BOOST_TEST(!hear(from, 0s, i % 2 == 0 ? 60s : 20s));
    }
}

BOOST_AUTO_TEST_CASE(a_few_liars_change_nothing) {
    for (int i = 0; i < 30; ++i) {
        const std::string from = "5." + std::to_string(i) + ".1.1";
        BOOST_TEST(!hear(from, i % 3 == 1 ? -3000s : 0s));
    }
}

BOOST_AUTO_TEST_CASE(it_is_told_again_after_ten_minutes_and_no_more_once_the_clock_is_set) {
    for (const char* from : {"5.1.1.1", "5.2.1.1", "5.3.1.1"}) (void)hear(from, -30s);
    BOOST_TEST(!hear("5.4.1.1", -30s));
    now += ClockWatch::period;
    BOOST_TEST(!hear("5.1.1.1", -30s));  // the votes before have lapsed
    BOOST_TEST(!hear("5.2.1.1", -30s));
    BOOST_TEST(hear("5.3.1.1", -30s).has_value());

    now += ClockWatch::period;
    for (const char* from : {"5.1.1.1", "5.2.1.1", "5.3.1.1"}) BOOST_TEST(!hear(from, 0s));
}

BOOST_AUTO_TEST_CASE(an_absurd_date_is_no_vote) {
    for (const std::uint64_t expires : {~std::uint64_t{0}, std::uint64_t{1} << 63}) {
        for (const char* from : {"5.1.1.1", "5.2.1.1", "5.3.1.1"}) {
            BOOST_TEST(!watch.note(asio::ip::make_address(from), expires, wall, now));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
