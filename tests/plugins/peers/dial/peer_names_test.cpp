#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>
#include <kit/testing/loop.hpp>
#include <plugins/peers/dial/peer_names.hpp>

using namespace plexus;

namespace peer_names {
namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

struct Fixture {
    testing::LogCapture log;
    testing::Loop loop;
    peers::AccessLists lists{net::NodeId{}, loop.clock()};
    Result<net::HostAddresses> outcome = net::HostAddresses{ip("192.0.2.1")};
    peers::PeerNames names{lists, make_logger("test"), [this](std::string) { return look_up(); }};

    awaitable<Result<net::HostAddresses>> look_up() { co_return outcome; }

    static net::Node named() {
        net::Node node;
        node.id.bytes[0] = 1;
        node.ip4 = {{}, 30303, 30303};
        return node;
    }
};

}  // namespace
}  // namespace peer_names

BOOST_FIXTURE_TEST_SUITE(peer_names, Fixture)

BOOST_AUTO_TEST_CASE(a_static_node_may_have_a_name) {
    BOOST_REQUIRE(lists.add_static(named(), "peer.example").has_value());

    const net::Node node = loop.run(names.resolve(lists.static_nodes().front())).value();

    BOOST_TEST(node.ip4.address.to_string() == "192.0.2.1");
    BOOST_TEST(lists.static_nodes().front() == node);
    BOOST_TEST(lists.host_of(node.id) == "peer.example");
}

BOOST_AUTO_TEST_CASE(the_last_address_counts_while_the_name_has_none) {
    BOOST_REQUIRE(lists.add_static(named(), "peer.example").has_value());
    loop.run(names.resolve(lists.static_nodes().front()));
    loop.advance(net::HostNames::fresh_for);
    outcome = make_error_code(Errc::not_found);

    BOOST_TEST(loop.run(names.resolve(lists.static_nodes().front())).has_value());
    BOOST_TEST(loop.run(names.resolve(named())).has_error());
}

BOOST_AUTO_TEST_CASE(a_name_goes_with_the_last_list_that_its_node_is_in) {
    BOOST_REQUIRE(lists.add_static(named(), "peer.example").has_value());
    BOOST_REQUIRE(lists.trust(named()).has_value());
    BOOST_REQUIRE(lists.remove_static(named().id).has_value());
    BOOST_TEST(lists.host_of(named().id) == "peer.example");
    BOOST_REQUIRE(lists.untrust(named().id).has_value());
    BOOST_TEST(lists.host_of(named().id).empty());
}

BOOST_AUTO_TEST_CASE(connections_from_where_a_trusted_name_leads_are_let_in) {
    BOOST_REQUIRE(lists.trust(named(), "peer.example").has_value());
    loop.spawn(names.keep_trusted());
    loop.settle();
    BOOST_TEST(lists.exempts(ip("192.0.2.1")));
    outcome = net::HostAddresses{ip("192.0.2.2")};

    loop.advance(peers::PeerNames::trusted_interval);

    BOOST_TEST(!lists.exempts(ip("192.0.2.1")));
    BOOST_TEST(lists.exempts(ip("192.0.2.2")));
}

BOOST_AUTO_TEST_CASE(a_trusted_name_without_address_is_one_warning) {
    outcome = make_error_code(Errc::not_found);
    BOOST_REQUIRE(lists.trust(named(), "peer.example").has_value());
    loop.spawn(names.keep_trusted());
    loop.advance(3 * peers::PeerNames::trusted_interval);
    BOOST_TEST(log.count("host=peer.example") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
