#include <boost/test/unit_test.hpp>

#include "test_node.hpp"

using namespace plexus;
using namespace plexus::peers::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(pool, World)

BOOST_AUTO_TEST_CASE(two_pools_meet_by_a_static_peer_and_talk) {
    TestNode first(loop, network, 1);
    TestNode second(loop, network, 2);
    first.start();

    second.set("static-peers", first.enode()).start();
    second.echo.ask_all();
    loop.settle();

    BOOST_TEST(first.peers() == 1U);
    BOOST_TEST(second.peers() == 1U);
    BOOST_TEST(second.echo.answers == 1);
    BOOST_TEST((loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_SUITE_END()
