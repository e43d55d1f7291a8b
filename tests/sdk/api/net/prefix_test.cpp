#include <api/net/prefix.hpp>
#include <boost/test/unit_test.hpp>
#include <sstream>

using namespace plexus;
using net::Prefix;

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

Prefix prefix(const char* text) { return Prefix::parse(text).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(prefix_of_addresses)

BOOST_AUTO_TEST_CASE(a_block_holds_the_addresses_that_share_its_first_bits) {
    BOOST_TEST(prefix("10.0.0.0/9").contains(ip("10.127.255.255")));
    BOOST_TEST(!prefix("10.0.0.0/9").contains(ip("10.128.0.0")));
    BOOST_TEST(prefix("2a00::/16").contains(ip("2a00:1::1")));
    BOOST_TEST(!prefix("2a00::/16").contains(ip("2a01::1")));
    BOOST_TEST(prefix("8.8.8.8/32").contains(ip("8.8.8.8")));
    BOOST_TEST(!prefix("8.8.8.8/32").contains(ip("8.8.8.9")));
    BOOST_TEST(prefix("::1/128").contains(ip("::1")));
    BOOST_TEST(!prefix("::1/128").contains(ip("::2")));
}

BOOST_AUTO_TEST_CASE(a_block_of_no_bits_holds_one_family) {
    BOOST_TEST(prefix("0.0.0.0/0").contains(ip("52.1.1.1")));
    BOOST_TEST(!prefix("0.0.0.0/0").contains(ip("2a00::1")));
    BOOST_TEST(prefix("::/0").contains(ip("2a00::1")));
    BOOST_TEST(!prefix("::/0").contains(ip("52.1.1.1")));
    BOOST_TEST(!Prefix{}.contains(ip("52.1.1.1")));
}

BOOST_AUTO_TEST_CASE(a_mapped_address_is_the_ipv4_address) {
    BOOST_TEST(prefix("10.0.0.0/8").contains(ip("::ffff:10.1.2.3")));
    BOOST_TEST(!prefix("::/0").contains(ip("::ffff:10.1.2.3")));
    BOOST_TEST(prefix("::ffff:10.0.0.0/104") == prefix("10.0.0.0/8"));
    BOOST_TEST(Prefix{ip("::ffff:10.1.2.3")} == Prefix{ip("10.1.2.3")});
    BOOST_TEST(Prefix(ip("::ffff:10.1.2.3"), 24) == prefix("10.1.2.0/24"));
    BOOST_TEST(net::unmapped(ip("::ffff:10.1.2.3")) == ip("10.1.2.3"));
    BOOST_TEST(net::unmapped(ip("2a00::1")) == ip("2a00::1"));
    BOOST_TEST(net::unmapped(ip("10.1.2.3")) == ip("10.1.2.3"));
}

BOOST_AUTO_TEST_CASE(bits_behind_the_prefix_are_cleared) {
    BOOST_TEST(prefix("10.1.2.3/8") == prefix("10.0.0.0/8"));
    BOOST_TEST(Prefix(ip("52.1.1.254"), 24) == Prefix(ip("52.1.1.1"), 24));
    BOOST_TEST(Prefix(ip("2a00::ffff:1"), 64) == Prefix(ip("2a00::1"), 64));
    BOOST_TEST(Prefix(ip("2a00:0:0:1::1"), 64) != Prefix(ip("2a00::1"), 64));
    BOOST_TEST(Prefix(ip("10.1.2.3"), 99) == Prefix{ip("10.1.2.3")});
    BOOST_TEST(Prefix::v4({10, 1, 2, 3}, 12) == prefix("10.0.0.0/12"));
    BOOST_TEST(Prefix::v6({0xFE, 0xBF}, 10) == prefix("fe80::/10"));
}

BOOST_AUTO_TEST_CASE(the_text_is_read_back) {
    for (const char* text : {"10.0.0.0/8", "0.0.0.0/0", "8.8.8.8/32", "::/0", "::/96", "fe80::/10",
                             "2001:db8::1/128"}) {
        std::ostringstream written;
        written << prefix(text);
        BOOST_TEST(written.str() == text);
    }
    BOOST_TEST(prefix("8.8.8.8").text() == "8.8.8.8/32");
    BOOST_TEST(prefix("2a00::1").text() == "2a00::1/128");
    BOOST_TEST(prefix("10.0.0.0/8").address() == ip("10.0.0.0"));
    BOOST_TEST(prefix("10.0.0.0/8").bits() == 8U);
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_block_is_refused) {
    for (const char* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0/8", "::/129",
                             "10.0.0.0/8x", "10.0.0.0/-1", "10.0.0.0/ 8", "host/8"}) {
        BOOST_TEST((Prefix::parse(text).error() == Errc::malformed), text);
    }
}

BOOST_AUTO_TEST_CASE(equal_blocks_have_equal_hashes) {
    const std::hash<Prefix> hash;

    BOOST_TEST(hash(Prefix(ip("52.1.1.254"), 24)) == hash(Prefix(ip("52.1.1.1"), 24)));
    BOOST_TEST(hash(prefix("10.0.0.0/8")) != hash(prefix("10.0.0.0/9")));
}

BOOST_AUTO_TEST_SUITE_END()
