#include <boost/test/unit_test.hpp>

#include <api/net/protocol_session.hpp>

using namespace plexus;

namespace {

bool belongs(const char* key, std::string_view capability) {
    return net::belongs_to(ServiceKey{key, 1, Cardinality::one}, capability);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(protocol_session)

BOOST_AUTO_TEST_CASE(a_handle_belongs_to_the_capability_that_its_key_names) {
    BOOST_TEST(belongs("plexus.eth.remote", "eth"));
    BOOST_TEST(belongs("acme.snap.remote.v2", "snap"));
    BOOST_TEST(!belongs("plexus.eth.remote", "bsc"));
    BOOST_TEST(!belongs("plexus.eth.remote", "et"));
    BOOST_TEST(!belongs("plexus.eth.remote", "plexus"));
}

BOOST_AUTO_TEST_CASE(a_key_without_a_capability_belongs_to_nobody) {
    BOOST_TEST(!belongs("eth", "eth"));
    BOOST_TEST(!belongs("plexus.eth", "eth"));
    BOOST_TEST(!belongs("plexus..remote", "eth"));
    BOOST_TEST(!belongs("", "eth"));
}

BOOST_AUTO_TEST_CASE(counters_are_read_as_they_stand) {
    net::ProtocolCounters counters;
    counters.requested();
    counters.requested();
    counters.responded();
    counters.timed_out();
    counters.refused();
    counters.served();
    counters.set_in_flight(3);
    counters.set_latency(Duration{20}, Duration{10});
    counters.set_deadline(Duration{50});

    const net::ProtocolStats stats = counters.read();

    BOOST_TEST(stats.requested == 2U);
    BOOST_TEST(stats.responded == 1U);
    BOOST_TEST(stats.timed_out == 1U);
    BOOST_TEST(stats.refused == 1U);
    BOOST_TEST(stats.served == 1U);
    BOOST_TEST(stats.in_flight == 3U);
    BOOST_TEST((stats.last_latency == Duration{20}));
    BOOST_TEST((stats.mean_latency == Duration{10}));
    BOOST_TEST((stats.deadline == Duration{50}));
}

BOOST_AUTO_TEST_SUITE_END()
