#include <api/plugin/metrics.hpp>

#include <array>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

#include <api/plugin/prometheus.hpp>

namespace {

using namespace plexus;

const std::array bounds{0.5, 1.0};

/// What a registration is refused with; empty if it is not.
template <class Register>
std::string refusal(Register&& registration) {
    try {
        registration();
    } catch (const std::logic_error& error) {
        return error.what();
    }
    return {};
}

std::string refused_counter(const MetricSpec& spec, const Labels& labels = {}) {
    Metrics metrics;
    return refusal([&] { metrics.counter(spec, labels); });
}

std::string refused_gauge(const MetricSpec& spec) {
    Metrics metrics;
    return refusal([&] { metrics.gauge(spec); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics)

BOOST_AUTO_TEST_CASE(a_metric_is_made_once_and_shared_by_all_who_register_it) {
    Metrics metrics;
    Counter& one = metrics.counter({"seen_total", "Things seen"});
    one.add(2);

    metrics.counter({"seen_total", "Things seen"}).add();

    BOOST_TEST(one.value() == 3U);
    BOOST_TEST(metrics.value("seen_total") == 3);
}

BOOST_AUTO_TEST_CASE(a_gauge_rises_and_falls) {
    Metrics metrics;
    Gauge& gauge = metrics.gauge({"links", "Links that are open"});
    gauge.set(7U);
    gauge.add(-2);

    BOOST_TEST(metrics.value("links") == 5);
}

BOOST_AUTO_TEST_CASE(a_histogram_sorts_values_into_buckets) {
    Metrics metrics;
    Histogram& histogram =
        metrics.histogram({"took_seconds", "How long", MetricUnit::seconds}, bounds);
    histogram.observe(0.5);
    histogram.observe(0.75);
    histogram.observe(std::chrono::seconds{2});

    BOOST_TEST(histogram.counts() == (std::vector<std::uint64_t>{1, 1, 1}),
               boost::test_tools::per_element());
    BOOST_TEST(histogram.sum() == 3.25);
    BOOST_TEST(metrics.value("took_seconds") == 3);
}

BOOST_AUTO_TEST_CASE(what_nobody_registered_has_no_value) {
    Metrics metrics;
    metrics.counter({"seen_total", "Things seen"}, {{"direction", "inbound"}});

    BOOST_CHECK_THROW(metrics.value("other_total"), std::out_of_range);
    BOOST_CHECK_THROW(metrics.value("seen_total"), std::out_of_range);
    BOOST_CHECK_THROW(metrics.value("seen_total", {{"direction", "sideways"}}), std::out_of_range);
    BOOST_TEST(metrics.value("seen_total", {{"direction", "inbound"}}) == 0);
}

BOOST_AUTO_TEST_CASE(a_name_registered_differently_is_a_defect) {
    Metrics metrics;
    metrics.gauge({"depth", "How deep"}, {{"side", "left"}});
    metrics.histogram({"took_seconds", "How long", MetricUnit::seconds}, bounds);

    BOOST_TEST(refusal([&] {
                   metrics.gauge({"depth", "How far"}, {{"side", "left"}});
               }) == "the metric depth is a registered gauge already, and differs in its help");
    BOOST_TEST(
        refusal([&] {
            metrics.gauge({"depth", "How deep"});
        }) == "the metric depth is a registered gauge already, and differs in its names of labels");
    BOOST_TEST(refusal([&] {
                   metrics.histogram({"depth", "How deep"}, bounds, {{"side", "left"}});
               }) == "the metric depth is a registered gauge already, and differs in its type");
    const std::array others{1.0};
    BOOST_TEST(refusal([&] {
                   metrics.histogram({"took_seconds", "How long", MetricUnit::seconds}, others);
               }) ==
               "the metric took_seconds is a registered histogram already, and differs in its "
               "bounds");
    BOOST_TEST(refusal([&] { metrics.gauge({"depth", "How deep"}, {{"side", "right"}}); }) == "");
}

BOOST_AUTO_TEST_CASE(names_obey_the_rules_of_prometheus) {
    BOOST_TEST(refused_counter({"rlpx.dials_total", "Dials"}) ==
               "the metric rlpx.dials_total is not in snake_case");
    BOOST_TEST(refused_counter({"dials", "Dials"}) ==
               "the metric dials is a counter, so its name must end in _total");
    BOOST_TEST(refused_gauge({"dials_total", "Dials"}) ==
               "the metric dials_total is no counter, so its name must not end in _total");
    BOOST_TEST(refused_counter({"sent_total", "Bytes sent", MetricUnit::bytes}) ==
               "the metric sent_total does not end in its unit, bytes");
    BOOST_TEST(refused_gauge({"age_ms", "Age"}) ==
               "the metric age_ms ends in a unit that is not declared; the units are seconds and "
               "bytes");
    BOOST_TEST(refused_gauge({"peers_count", "Peers"}) ==
               "the metric peers_count ends like a part of a histogram");
    BOOST_TEST(refused_gauge({"peers", ""}) ==
               "the metric peers has no help of one printable line");
    BOOST_TEST(refused_counter({"sent_bytes_total", "Bytes sent", MetricUnit::bytes}) == "");
}

BOOST_AUTO_TEST_CASE(labels_are_words_of_a_closed_list) {
    const MetricSpec spec{"seen_total", "Things seen"};

    BOOST_TEST(refused_counter(spec, {{"Direction", "in"}}) ==
               "the metric seen_total has the label 'Direction', which is not in snake_case");
    BOOST_TEST(refused_counter(spec, {{"le", "1"}}) ==
               "the metric seen_total has the label 'le', which belongs to the buckets of "
               "histograms");
    BOOST_TEST(refused_counter(spec, {{"reason", std::string(65, 'x')}}) ==
               "the metric seen_total has the label 'reason' with a value that is empty, too long "
               "or not printable");
    Metrics metrics;
    const std::string flood = refusal([&] {
        for (int i = 0; i <= 500; ++i) metrics.counter(spec, {{"peer", std::to_string(i)}});
    });
    BOOST_TEST(flood ==
               "the metric seen_total has too many values of its labels; they must come from a "
               "closed list");
}

BOOST_AUTO_TEST_CASE(bounds_rise) {
    Metrics metrics;
    const MetricSpec spec{"took_seconds", "How long", MetricUnit::seconds};
    const std::array falling{2.0, 1.0};

    BOOST_TEST(refusal([&] { metrics.histogram(spec, falling); }) ==
               "the metric took_seconds has bounds that do not rise");
    BOOST_TEST(refusal([&] { metrics.histogram(spec, {}); }) ==
               "the metric took_seconds has bounds that do not rise");
}

BOOST_AUTO_TEST_CASE(many_threads_count_without_loss) {
    Metrics metrics;
    Counter& counter = metrics.counter({"seen_total", "Things seen"});
    Gauge& gauge = metrics.gauge({"depth", "How deep"});
    const auto work = [&] {
        for (int i = 0; i < 10'000; ++i) {
            counter.add();
            gauge.add();
        }
    };
    std::thread other(work);
    work();
    other.join();

    BOOST_TEST(counter.value() == 20'000U);
    BOOST_TEST(gauge.value() == 20'000);
}

BOOST_AUTO_TEST_CASE(prometheus_reads_all_families_in_order) {
    Metrics metrics;
    metrics.histogram({"took_seconds", "How long", MetricUnit::seconds}, bounds).observe(0.75);
    metrics.gauge({"share", "How much of it"}).set(0.25);
    metrics.counter({"seen_total", "Things \\ seen"}, {{"direction", "out"}}).add(1'000'000);
    metrics.counter({"seen_total", "Things \\ seen"}, {{"direction", "a \"b\\"}});

    BOOST_TEST(prometheus_text(metrics.snapshot()) ==
               "# HELP seen_total Things \\\\ seen\n"
               "# TYPE seen_total counter\n"
               "seen_total{direction=\"a \\\"b\\\\\"} 0\n"
               "seen_total{direction=\"out\"} 1000000\n"
               "# HELP share How much of it\n"
               "# TYPE share gauge\n"
               "share 0.25\n"
               "# HELP took_seconds How long\n"
               "# TYPE took_seconds histogram\n"
               "took_seconds_bucket{le=\"0.5\"} 0\n"
               "took_seconds_bucket{le=\"1\"} 1\n"
               "took_seconds_bucket{le=\"+Inf\"} 1\n"
               "took_seconds_sum 0.75\n"
               "took_seconds_count 1\n");
}

BOOST_AUTO_TEST_CASE(prometheus_has_words_for_what_is_no_number) {
    Metrics metrics;
    metrics.gauge({"a", "A"}).set(std::numeric_limits<double>::infinity());
    metrics.gauge({"b", "B"}).set(-std::numeric_limits<double>::infinity());
    metrics.gauge({"c", "C"}).set(std::numeric_limits<double>::quiet_NaN());

    const std::string text = prometheus_text(metrics.snapshot());

    BOOST_TEST(text.find("\na +Inf\n") != std::string::npos);
    BOOST_TEST(text.find("\nb -Inf\n") != std::string::npos);
    BOOST_TEST(text.find("\nc NaN\n") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
