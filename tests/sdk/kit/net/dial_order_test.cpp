#include <kit/net/dial_order.hpp>

#include <boost/test/unit_test.hpp>
#include <string>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(dial_order)

namespace {

std::string order(const char* four, const char* six) {
    net::Node node;
    node.set({asio::ip::make_address(four), 1, 1});
    node.set({asio::ip::make_address(six), 1, 1});
    std::string text;
    for (const net::Endpoint& endpoint : net::dial_order(node)) {
        text += endpoint.address.to_string() + ' ';
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_address_that_reaches_further_comes_first) {
    BOOST_TEST(order("10.0.0.1", "2a00::1") == "2a00::1 10.0.0.1 ");
    BOOST_TEST(order("127.0.0.1", "fd00::1") == "fd00::1 127.0.0.1 ");
    BOOST_TEST(order("52.1.1.1", "fe80::1") == "52.1.1.1 fe80::1 ");
}

BOOST_AUTO_TEST_CASE(of_equals_ip_version_4_comes_first) {
    BOOST_TEST(order("52.1.1.1", "2a00::1") == "52.1.1.1 2a00::1 ");
    BOOST_TEST(order("127.0.0.1", "::1") == "127.0.0.1 ::1 ");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_dialled_is_left_out) {
    BOOST_TEST(order("224.0.0.1", "::") == "");
}

BOOST_AUTO_TEST_SUITE_END()
