#include <app/request/response_json.hpp>

#include <boost/test/unit_test.hpp>

using namespace plexus::app;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(response_json)

BOOST_AUTO_TEST_CASE(a_text_of_the_node_cannot_steer_the_terminal) {
    const json::object plugin{{"name", "voice\x1b[2J\nfake"}, {"count", 1}};

    BOOST_TEST(text_of(plugin, "name") == "voice\\x1b[2J\\x0afake");
    BOOST_TEST(text_of(plugin, "count") == "");
    BOOST_TEST(text_of(plugin, "version") == "");
}

BOOST_AUTO_TEST_CASE(what_is_of_another_kind_reads_as_nothing) {
    const json::object peer{{"score", "high"}, {"network", 7}, {"inbound", "yes"}};

    BOOST_TEST(number_of(peer, "score") == 0);
    BOOST_TEST(whole_of(peer, "latency") == 0);
    BOOST_TEST(part_of(peer, "network").empty());
    BOOST_TEST(!is_true(peer, "inbound"));
}

BOOST_AUTO_TEST_CASE(a_number_beyond_all_integers_is_cut) {
    const json::object peer{{"latencyMs", 12.9}, {"score", 1e300}, {"bytes", -1e300}};

    BOOST_TEST(whole_of(peer, "latencyMs") == 12);
    BOOST_TEST(whole_of(peer, "score") == std::int64_t{1} << 53);
    BOOST_TEST(whole_of(peer, "bytes") == -(std::int64_t{1} << 53));
}

BOOST_AUTO_TEST_SUITE_END()
