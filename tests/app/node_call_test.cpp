#include "app/node_call.hpp"

#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(node_call)

BOOST_AUTO_TEST_CASE(a_text_of_the_node_cannot_steer_the_terminal) {
    const boost::json::object plugin{{"name", "voice\x1b[2J\nfake"}, {"count", 1}};

    BOOST_TEST(plexus::app::text_of(plugin, "name") == "voice\\x1b[2J\\x0afake");
    BOOST_TEST(plexus::app::text_of(plugin, "count") == "");
    BOOST_TEST(plexus::app::text_of(plugin, "version") == "");
}

BOOST_AUTO_TEST_SUITE_END()
