#include <boost/test/unit_test.hpp>

#include <plugins/peers/connection/traffic_meter.hpp>

using namespace plexus;
using namespace plexus::peers;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(traffic_meter, *boost::unit_test::tolerance(0.03))

namespace {

constexpr SteadyTime start{1h};

}  // namespace

BOOST_AUTO_TEST_CASE(a_steady_flow_is_measured_whatever_its_grain) {
    RateMeter fine;
    RateMeter coarse;
    for (int i = 0; i < 600; ++i) fine.add(10, start + i * 100ms);
    for (int i = 0; i < 120; ++i) coarse.add(50, start + i * 500ms);

    BOOST_TEST(fine.read(start + 60s) == 100.0);
    BOOST_TEST(coarse.read(start + 60s) == 100.0);
}

BOOST_AUTO_TEST_CASE(what_has_stopped_fades) {
    RateMeter meter;
    meter.add(1000, start);

    BOOST_TEST(meter.read(start) == 100.0);
    BOOST_TEST(meter.read(start + 10s) == 36.8);
    BOOST_TEST(meter.read(start + 100s) < 0.01);
}

BOOST_AUTO_TEST_CASE(totals_and_rates_are_kept_by_direction) {
    TrafficMeter meter;
    meter.add({.bytes_in = 500, .messages_in = 1}, start);
    meter.add({.bytes_out = 200, .messages_out = 2}, start);

    const TrafficMeter::Reading reading = meter.read(start);

    BOOST_TEST(reading.total.bytes_in == 500U);
    BOOST_TEST(reading.total.bytes_out == 200U);
    BOOST_TEST(reading.total.messages_in == 1U);
    BOOST_TEST(reading.total.messages_out == 2U);
    BOOST_TEST(reading.rates.bytes_in == 50.0);
    BOOST_TEST(reading.rates.messages_out == 0.2);
}

BOOST_AUTO_TEST_SUITE_END()
