#include <kit/discovery/named_nodes.hpp>

#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;

namespace named_nodes {
namespace {

struct Fixture {
    testing::LogCapture log;
    testing::Loop loop;
    Result<net::HostAddresses> outcome = make_error_code(Errc::not_found);
    discovery::NamedNodes nodes{
        {named()}, make_logger("test"), [this](std::string) { return look_up(); }};

    static enr::NamedNode named() {
        enr::NamedNode named;
        named.node.id.bytes[0] = 1;
        named.node.ip4 = {{}, 30303, 30303};
        named.host = "boot.example";
        return named;
    }

    awaitable<Result<net::HostAddresses>> look_up() { co_return outcome; }

    void find(const char* address) {
        outcome = net::HostAddresses{asio::ip::make_address(address)};
        loop.advance(net::HostNames::fresh_for);
    }

    void lose() {
        outcome = make_error_code(Errc::not_found);
        loop.advance(net::HostNames::fresh_for);
    }
};

}  // namespace
}  // namespace named_nodes

BOOST_FIXTURE_TEST_SUITE(named_nodes, Fixture)

BOOST_AUTO_TEST_CASE(a_name_without_address_is_left_out_with_one_warning) {
    BOOST_TEST(loop.run(nodes.resolve()).empty());
    lose();
    BOOST_TEST(loop.run(nodes.resolve()).empty());

    BOOST_TEST(log.count("host=boot.example") == 1U);
}

BOOST_AUTO_TEST_CASE(a_name_is_followed_to_a_new_address) {
    find("192.0.2.1");
    BOOST_TEST(loop.run(nodes.resolve()).front().ip4.address.to_string() == "192.0.2.1");
    find("192.0.2.2");

    const std::vector<net::Node> resolved = loop.run(nodes.resolve());

    BOOST_TEST(resolved.front().ip4.address.to_string() == "192.0.2.2");
    BOOST_TEST(resolved.front().ip4.udp_port == 30303);
}

BOOST_AUTO_TEST_CASE(the_last_address_counts_while_the_name_has_none) {
    find("192.0.2.1");
    loop.run(nodes.resolve());
    lose();
    BOOST_TEST(loop.run(nodes.resolve()).size() == 1U);
    lose();
    BOOST_TEST(loop.run(nodes.resolve()).size() == 1U);
    BOOST_TEST(log.count("host=boot.example") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
