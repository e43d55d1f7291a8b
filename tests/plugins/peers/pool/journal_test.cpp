#include <boost/test/unit_test.hpp>

#include <api/plugin/status_reporter.hpp>

#include <tests/plugins/peers/test_node.hpp>

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(journal, World)

BOOST_AUTO_TEST_CASE(the_state_of_the_pool_is_logged_at_each_health_interval) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.set("health-interval", "1m").start();
    second.set("health-interval", "1h").set("static-peers", first.enode()).start();

    loop.advance(2min);

    BOOST_TEST(log.count("info pool peers=1 inbound=1 outbound=0 pending=0") == 2U);
    BOOST_TEST(log.count("debug peer peer=" + net::brief(second.local.id())) == 2U);
}

BOOST_AUTO_TEST_CASE(joining_is_logged_with_who_and_how) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.set("client-name", "Second/v2").set("static-peers", first.enode()).start();

    BOOST_TEST(log.count("info peer joined peer=" + net::brief(second.local.id()) +
                         " client=Second/v2 address=127.0.0.1:0 direction=inbound"
                         " protocols=echo/1") == 1U);
}

BOOST_AUTO_TEST_CASE(the_table_of_peers_is_logged_on_request) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();
    second.set("static-peers", first.enode()).start();

    first.host.published<StatusReporter>().report_status();
    second.host.published<StatusReporter>().report_status();
    loop.settle();

    const std::string line = "info peer peer=" + net::brief(second.local.id());
    BOOST_TEST(log.count(line) == 1U);
    BOOST_TEST(log.count("score=0 latency_ms=0 requests=0 failures=0 bytes_in=0") == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
