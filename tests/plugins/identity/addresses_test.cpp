#include "identity.hpp"

#include <plugins/identity/any_address.hpp>

using namespace plexus;
using namespace plexus::identity::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(addresses, Identity)

BOOST_AUTO_TEST_CASE(a_node_that_listens_everywhere_knows_no_address) {
    const auto plugin = create();
    local().set_tcp_port(4001);
    local().set_udp_port(4002);

    BOOST_TEST(local().listen_address() == identity::any_address());
    BOOST_TEST(local().listen_port() == 30311);
    BOOST_TEST(local().node().endpoints().empty());
    BOOST_TEST(local().node().endpoint().tcp_port == 4001);
    BOOST_TEST(!local().record().value()->ip4.known());
    BOOST_TEST(local().record().value()->ip4.tcp_port == 4001);
    BOOST_TEST(local().record().value()->ip4.udp_port == 4002);
}

BOOST_AUTO_TEST_CASE(all_addresses_are_those_of_both_families_where_there_is_ipv6) {
    asio::io_context context;
    asio::ip::udp::socket socket(context);
    ErrorCode no_ipv6;
    socket.open(asio::ip::udp::v6(), no_ipv6);
    if (!no_ipv6) socket.bind({asio::ip::address_v6::any(), 0}, no_ipv6);

    BOOST_TEST(identity::any_address().to_string() == (no_ipv6 ? "0.0.0.0" : "::"));
}

BOOST_AUTO_TEST_CASE(a_node_that_listens_everywhere_in_version_six_knows_no_address) {
    host.set("listen-address", "::");
    const auto plugin = create();
    BOOST_TEST(local().node().endpoints().empty());
}

BOOST_AUTO_TEST_CASE(an_address_is_learnt_from_other_nodes) {
    const auto plugin = create();
    local().set_tcp_port(4001);
    local().set_udp_port(4002);
    const std::uint64_t before = local().record().value()->sequence;
    loop.advance(1s);

    state("77.1.1.1", 3);

    BOOST_TEST(local().node().enode().ends_with("@77.1.1.1:4001?discport=4002"));
    BOOST_TEST(local().record().value()->ip4.address.to_string() == "77.1.1.1");
    BOOST_TEST(local().record().value()->sequence > before);
}

BOOST_AUTO_TEST_CASE(what_the_operator_says_beats_other_nodes) {
    host.set("external-ip", "198.51.100.7");
    const auto plugin = create();
    state("77.1.1.1", 20);
    BOOST_TEST(local().node().ip4.address.to_string() == "198.51.100.7");
}

BOOST_AUTO_TEST_CASE(other_nodes_know_better_than_a_local_listening_address) {
    host.set("listen-address", "192.168.1.5");
    const auto plugin = create();
    BOOST_TEST(local().node().ip4.address.to_string() == "192.168.1.5");
    state("77.1.1.1", 3);
    BOOST_TEST(local().node().ip4.address.to_string() == "77.1.1.1");
}

BOOST_AUTO_TEST_CASE(a_global_listening_address_needs_no_other_nodes) {
    host.set("listen-address", "77.2.2.2");
    const auto plugin = create();
    state("77.1.1.1", 20);
    BOOST_TEST(local().node().ip4.address.to_string() == "77.2.2.2");
}

BOOST_AUTO_TEST_CASE(a_node_on_loopback_stays_there) {
    host.set("listen-address", "127.0.0.1");
    const auto plugin = create();
    state("77.1.1.1", 20);
    BOOST_TEST(local().node().ip4.address.to_string() == "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(the_external_address_and_the_ports_told_make_the_node) {
    host.set("listen-address", "192.0.2.1").set("external-ip", "198.51.100.7").set("port", "0");
    const auto plugin = create();
    local().set_tcp_port(4001);
    local().set_udp_port(4002);

    BOOST_TEST(local().listen_port() == 0);
    BOOST_TEST(local().node().endpoint().address.to_string() == "198.51.100.7");
    BOOST_TEST(local().node().endpoint().tcp_port == 4001);
    BOOST_TEST(local().node().endpoint().udp_port == 4002);
}

BOOST_AUTO_TEST_CASE(a_listening_address_of_its_own_is_where_the_node_is_reached) {
    host.set("listen-address", "192.0.2.1");
    const auto plugin = create();
    BOOST_TEST(local().node().endpoint().address.to_string() == "192.0.2.1");
}

BOOST_AUTO_TEST_CASE(each_family_has_the_address_of_its_best_source) {
    host.set("external-ip", "198.51.100.7");
    const auto plugin = create();
    local().set_udp_port(4002);
    local().set_external(net::AddressSource::stated, {asio::ip::make_address("203.0.113.9"), 0, 0});
    local().set_external(net::AddressSource::stated, {asio::ip::make_address("2001:db8::9"), 0, 9});

    BOOST_TEST(local().node().ip4.address.to_string() == "198.51.100.7");
    BOOST_TEST(local().node().ip6.address.to_string() == "2001:db8::9");
    BOOST_TEST(local().node().ip4.udp_port == 4002);
    BOOST_TEST(local().node().ip6.udp_port == 9);

    local().forget_external(net::AddressSource::stated);
    BOOST_TEST(!local().node().ip6.known());
}

BOOST_AUTO_TEST_CASE(loopback_is_not_told_beside_a_better_address) {
    host.set("listen-address", "127.0.0.1");
    const auto plugin = create();
    local().set_external(net::AddressSource::mapped, {asio::ip::make_address("2001:db8::9"), 0, 0});

    BOOST_TEST(!local().node().ip4.known());
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_refused) {
    host.set("listen-address", "localhost");
    check_refusal({"identity.listen-address", "localhost"});
}

BOOST_AUTO_TEST_CASE(what_is_no_external_address_is_refused) {
    for (const char* text : {"1.2.3", "0.0.0.0", "::", "224.0.0.1", "255.255.255.255"}) {
        host.set("external-ip", text);
        check_refusal({"identity.external-ip", text});
    }
}

BOOST_AUTO_TEST_SUITE_END()
