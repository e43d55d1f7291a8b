#include <boost/test/unit_test.hpp>

#include <plugins/metrics/client_family.hpp>
#include <plugins/metrics/openmetrics.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(openmetrics)

BOOST_AUTO_TEST_CASE(a_counter_loses_its_suffix_in_the_family_and_keeps_it_in_the_sample) {
    Metrics metrics;
    metrics.counter({"plexus_x_bytes_total", "What it says", MetricUnit::bytes}).add(3);

    BOOST_TEST(metrics::openmetrics_text(metrics.snapshot()) ==
               "# TYPE plexus_x_bytes counter\n"
               "# UNIT plexus_x_bytes bytes\n"
               "# HELP plexus_x_bytes What it says\n"
               "plexus_x_bytes_total 3\n"
               "# EOF\n");
}

BOOST_AUTO_TEST_CASE(bounds_of_buckets_are_floats) {
    Metrics metrics;
    const std::array bounds{0.5, 1.0};
    metrics.histogram({"plexus_x_seconds", "How long", MetricUnit::seconds}, bounds).observe(0.75);

    const std::string text = metrics::openmetrics_text(metrics.snapshot());

    BOOST_TEST(text.find("plexus_x_seconds_bucket{le=\"0.5\"} 0\n") != std::string::npos);
    BOOST_TEST(text.find("plexus_x_seconds_bucket{le=\"1.0\"} 1\n") != std::string::npos);
    BOOST_TEST(text.find("plexus_x_seconds_bucket{le=\"+Inf\"} 1\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_client_is_one_of_a_closed_list) {
    const auto name = [](std::string_view client) {
        return metrics::client_families[metrics::family_of(client)];
    };

    BOOST_TEST(name("Geth/v1.17.10-stable/linux-amd64/go1.26.8") == "geth");
    BOOST_TEST(name("reth/v1.0") == "reth");
    BOOST_TEST(name("") == "other");
    BOOST_TEST(name("\x1b[31mget") == "other");
}

BOOST_AUTO_TEST_SUITE_END()
