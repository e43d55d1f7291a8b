#include <boost/test/unit_test.hpp>
#include <kit/net/address_class.hpp>
#include <set>
#include <string>

#include <tests/vectors/vectors.hpp>

using namespace plexus;
using namespace plexus::net;
using enum AddressClass;

BOOST_AUTO_TEST_SUITE(address_class)

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

void all_are(AddressClass expected, std::initializer_list<const char*> addresses) {
    for (const char* text : addresses) BOOST_TEST((class_of(ip(text)) == expected), text);
}

}  // namespace

BOOST_AUTO_TEST_CASE(addresses_are_told_apart_by_how_far_they_reach) {
    all_are(special, {"0.0.0.0", "0.1.2.3", "192.0.0.8", "192.0.2.1", "192.88.99.1", "198.18.0.1",
                      "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1",
                      "240.0.0.1", "255.255.255.255"});
    all_are(special, {"::", "::2", "::7f00:1", "ff02::1", "2001:db8::1", "2001::1", "64:ff9b::1",
                      "100::1", "::ffff:0.0.0.0", "::ffff:224.0.0.1"});
    all_are(loopback, {"127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"});
    all_are(link_local, {"169.254.1.1", "fe80::1", "febf::1", "::ffff:169.254.1.1"});
    all_are(private_use, {"10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.0.1", "fc00::1",
                          "fd00::1", "::ffff:10.0.0.1"});
    all_are(shared, {"100.64.0.1", "100.127.255.255"});
    all_are(global, {"52.69.102.73", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1",
                     "192.167.0.1", "198.20.0.1", "223.255.255.255"});
    all_are(global, {"2a00:1450::1", "2600::1", "2001:200::1", "fe00::1", "fec0::1"});
}

BOOST_AUTO_TEST_CASE(a_providers_inside_is_not_local) {
    for (const char* text : {"127.0.0.1", "10.1.2.3", "169.254.1.1", "::1", "fe80::1", "fd00::1",
                             "::ffff:127.0.0.1"}) {
        BOOST_TEST(is_local(ip(text)), text);
    }
    for (const char* text : {"100.64.0.1", "52.1.1.1", "172.32.0.1", "0.0.0.0", "fe00::1"}) {
        BOOST_TEST(!is_local(ip(text)), text);
    }
}

BOOST_AUTO_TEST_CASE(nobody_is_sent_into_a_network_that_the_teller_cannot_see) {
    BOOST_TEST(may_relay(ip("52.1.1.1"), ip("53.1.1.1")));
    BOOST_TEST(!may_relay(ip("52.1.1.1"), ip("10.0.0.1")));
    BOOST_TEST(!may_relay(ip("52.1.1.1"), ip("100.64.0.1")));
    BOOST_TEST(!may_relay(ip("52.1.1.1"), ip("127.0.0.1")));
    BOOST_TEST(!may_relay(ip("10.0.0.2"), ip("127.0.0.1")));
    BOOST_TEST(may_relay(ip("10.0.0.2"), ip("192.168.0.1")));
    BOOST_TEST(may_relay(ip("100.64.0.1"), ip("100.64.0.2")));
    BOOST_TEST(may_relay(ip("127.0.0.1"), ip("127.0.0.1")));
    BOOST_TEST(may_relay(ip("127.0.0.1"), ip("10.0.0.1")));
    BOOST_TEST(!may_relay(ip("127.0.0.1"), ip("0.0.0.0")));
    BOOST_TEST(!may_relay(ip("127.0.0.1"), ip("224.0.0.1")));
}

BOOST_AUTO_TEST_CASE(a_party_is_likely_to_own_24_or_64_bits) {
    BOOST_TEST(network_of(ip("52.1.1.1")).text() == "52.1.1.0/24");
    BOOST_TEST(network_of(ip("::ffff:52.1.1.1")).text() == "52.1.1.0/24");
    BOOST_TEST(network_of(ip("2a00::ffff:1")).text() == "2a00::/64");
    BOOST_TEST(host_of(ip("52.1.1.1")).text() == "52.1.1.1/32");
    BOOST_TEST(host_of(ip("::ffff:52.1.1.1")).text() == "52.1.1.1/32");
    BOOST_TEST(host_of(ip("2a00:0:0:1::1")).text() == "2a00:0:0:1::/64");
}

BOOST_AUTO_TEST_CASE(what_go_ethereum_does_not_relay_is_not_relayed) {
    // It takes these for addresses on the internet.
    const std::set<std::string> refused_here_alone{"100.64.1.1", "240.0.0.1", "192.0.0.8",
                                                   "64:ff9b::1"};
    const boost::json::value vectors = testing::vectors("relay_rules");
    for (const auto& row : vectors.at("rows").as_array()) {
        const std::string told = row.at("address").as_string().c_str();
        for (const auto& [teller, verdict] : row.as_object()) {
            if (teller == "address") continue;
            const std::string from = teller;
            const bool relayed = may_relay(ip(from.c_str()), ip(told.c_str()));
            const bool stricter = refused_here_alone.contains(told);
            BOOST_TEST((relayed == (verdict == "ok") || (stricter && !relayed)),
                       told << " told by " << from);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
