#include <api/net/node.hpp>

#include <boost/test/unit_test.hpp>
#include <sstream>
#include <string>

using namespace plexus;

namespace {

const std::string id_digits(128, 'a');

net::Endpoint at(const char* address, std::uint16_t tcp, std::uint16_t udp) {
    return {asio::ip::make_address(address), tcp, udp};
}

std::string written_again(const std::string& rest) {
    const Result<net::Node> node = net::Node::parse("enode://" + id_digits + rest);
    if (!node) return "refused";
    std::ostringstream text;
    text << *node;
    return text.str().substr(std::string{"enode://"}.size() + id_digits.size());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(node)

BOOST_AUTO_TEST_CASE(an_enode_is_read_and_written) {
    BOOST_TEST(written_again("@52.1.1.1:30311") == "@52.1.1.1:30311");
    BOOST_TEST(written_again("@52.1.1.1:30311?discport=30312") == "@52.1.1.1:30311?discport=30312");
    BOOST_TEST(written_again("@[2001:db8::1]:30311?discport=0") ==
               "@[2001:db8::1]:30311?discport=0");
}

BOOST_AUTO_TEST_CASE(what_is_no_enode_is_refused) {
    for (const char* rest : {"", "@", "@52.1.1.1", "@52.1.1.1:", "@52.1.1.1:65536", "@example:1",
                             "@52.1.1.1:1?port=2", "@52.1.1.1:1?discport=x", "0@52.1.1.1:1"}) {
        BOOST_TEST(written_again(rest) == "refused", rest);
    }
    BOOST_TEST(net::Node::parse("enr:abc").has_error());
}

BOOST_AUTO_TEST_CASE(a_node_has_an_endpoint_of_each_family) {
    net::Node node;
    BOOST_TEST(node.endpoints().empty());
    BOOST_TEST(!node.endpoint().known());

    node.ip4.tcp_port = 5;
    BOOST_TEST(node.endpoints().empty());
    BOOST_TEST(node.endpoint().tcp_port == 5);

    node.set(at("2001:db8::1", 1, 2));
    BOOST_TEST((node.endpoint() == at("2001:db8::1", 1, 2)));

    node.set(at("52.1.1.1", 3, 4));
    BOOST_TEST((node.endpoint() == at("52.1.1.1", 3, 4)));
    BOOST_TEST((node.endpoints() == std::vector{at("52.1.1.1", 3, 4), at("2001:db8::1", 1, 2)}));
}

BOOST_AUTO_TEST_CASE(nodes_are_equal_by_what_is_known_of_them_and_not_by_their_record) {
    net::Node node({}, at("52.1.1.1", 3, 4));
    net::Node same = node;
    same.record = std::make_shared<net::NodeRecord>();

    BOOST_TEST((same == node));
    same.set(at("2001:db8::1", 1, 2));
    BOOST_TEST((same != node));
}

BOOST_AUTO_TEST_SUITE_END()
