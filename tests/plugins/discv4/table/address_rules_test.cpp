#include <boost/test/unit_test.hpp>

#include <plugins/discv4/table/address_rules.hpp>
#include <plugins/discv4/wire/rate_limit.hpp>

using namespace plexus;
using namespace plexus::discv4;
using namespace std::chrono_literals;

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

bool reaches(const char* text, Reach reach) { return reach_of(ip(text)) == reach; }

}  // namespace

BOOST_AUTO_TEST_SUITE(address_rules)

BOOST_AUTO_TEST_CASE(addresses_are_told_apart_by_how_far_they_reach) {
    for (const char* text :
         {"0.0.0.0", "192.0.2.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "255.255.255.255",
          "240.0.0.1", "::", "ff02::1", "2001:db8::1", "2001::1", "64:ff9b::1"}) {
        BOOST_TEST(reaches(text, Reach::nowhere), text);
    }
    for (const char* text : {"127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"}) {
        BOOST_TEST(reaches(text, Reach::loopback), text);
    }
    for (const char* text : {"10.1.2.3", "172.16.0.1", "172.31.255.1", "192.168.0.1", "100.64.0.1",
                             "169.254.1.1", "fd00::1", "fe80::1", "::ffff:10.0.0.1"}) {
        BOOST_TEST(reaches(text, Reach::lan), text);
    }
    for (const char* text :
         {"52.69.102.73", "172.32.0.1", "100.128.0.1", "2a00:1450::1", "2600::1"}) {
        BOOST_TEST(reaches(text, Reach::global), text);
    }
}

BOOST_AUTO_TEST_CASE(nobody_is_sent_into_a_network_that_the_teller_cannot_see) {
    BOOST_TEST(may_relay(ip("52.1.1.1"), ip("53.1.1.1")));
    BOOST_TEST(!may_relay(ip("52.1.1.1"), ip("10.0.0.1")));
    BOOST_TEST(!may_relay(ip("52.1.1.1"), ip("127.0.0.1")));
    BOOST_TEST(!may_relay(ip("10.0.0.2"), ip("127.0.0.1")));
    BOOST_TEST(may_relay(ip("10.0.0.2"), ip("192.168.0.1")));
    BOOST_TEST(may_relay(ip("127.0.0.1"), ip("127.0.0.1")));
    BOOST_TEST(may_relay(ip("127.0.0.1"), ip("10.0.0.1")));
    BOOST_TEST(!may_relay(ip("127.0.0.1"), ip("0.0.0.0")));
    BOOST_TEST(!may_relay(ip("127.0.0.1"), ip("224.0.0.1")));
}

BOOST_AUTO_TEST_CASE(subnets_are_24_and_64_bits) {
    BOOST_TEST(subnet_of(ip("52.1.1.1")) == subnet_of(ip("52.1.1.254")));
    BOOST_TEST(subnet_of(ip("52.1.1.1")) != subnet_of(ip("52.1.2.1")));
    BOOST_TEST(subnet_of(ip("2a00::1")) == subnet_of(ip("2a00::ffff:1")));
    BOOST_TEST(subnet_of(ip("2a00::1")) != subnet_of(ip("2a00:0:0:1::1")));
}

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
    for (const char* text : {"10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "::/129", "/8",
                             "10.0.0.0/8x", "10.0.0.0/-1"}) {
        BOOST_TEST(!NetRestrict::parse({text}).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_rate_lets_a_burst_through_and_then_so_many_a_second) {
    constexpr Rate rate{.per_second = 2, .burst = 3};
    const SteadyTime noon = SteadyTime{} + 1000h;
    TokenBucket bucket;
    for (int item = 0; item < 3; ++item) BOOST_TEST(bucket.take(rate, noon));

    BOOST_TEST(!bucket.take(rate, noon));
    BOOST_TEST(bucket.take(rate, noon + 500ms));
    BOOST_TEST(!bucket.take(rate, noon + 500ms));
    for (int item = 0; item < 3; ++item) BOOST_TEST(bucket.take(rate, noon + 1h));
    BOOST_TEST(!bucket.take(rate, noon + 1h));
}

BOOST_AUTO_TEST_CASE(a_flood_from_one_address_does_not_stop_the_others) {
    AddressLimit limit{Rate{.per_second = 1, .burst = 2}, 42};
    const SteadyTime noon = SteadyTime{} + 1000h;
    for (int packet = 0; packet < 1000; ++packet) limit.allows(ip("52.1.1.1"), noon);

    BOOST_TEST(!limit.allows(ip("52.1.1.1"), noon));
    BOOST_TEST(limit.allows(ip("52.1.1.2"), noon));
    BOOST_TEST(limit.allows(ip("2a00::1"), noon));
}

BOOST_AUTO_TEST_SUITE_END()
