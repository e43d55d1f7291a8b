#include <boost/test/unit_test.hpp>

#include <kit/discovery/net_restrict.hpp>

using namespace plexus;
using namespace plexus::discovery;

BOOST_AUTO_TEST_SUITE(net_restrict)

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

}  // namespace

BOOST_AUTO_TEST_CASE(networks_outside_the_allowed_ones_are_refused) {
    const NetRestrict restrict = NetRestrict::parse({"10.0.0.0/9", "2a00::/16"}).value();

    BOOST_TEST(restrict.allows(ip("10.127.0.1")));
    BOOST_TEST(!restrict.allows(ip("10.128.0.1")));
    BOOST_TEST(restrict.allows(ip("2a00:1::1")));
    BOOST_TEST(!restrict.allows(ip("2a01::1")));
    BOOST_TEST(NetRestrict{}.allows(ip("52.1.1.1")));
    BOOST_TEST(NetRestrict::parse({"0.0.0.0/0"}).value().allows(ip("52.1.1.1")));
}

BOOST_AUTO_TEST_CASE(a_network_that_is_none_is_refused) {
    for (const char* text : {"10.0.0.0", "10.0.0.0/33", "::/129", "/8", "10.0.0.0/8x"}) {
        BOOST_TEST(!NetRestrict::parse({text}).has_value(), text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
