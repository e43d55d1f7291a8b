#include <boost/test/unit_test.hpp>
#include <kit/net/address_limit.hpp>

using namespace plexus;
using namespace plexus::net;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(address_limit)

namespace {

asio::ip::address ip(const char* text) { return asio::ip::make_address(text); }

constexpr SteadyTime noon{1000h};
constexpr Rate rate{.per_second = 1, .burst = 2};
constexpr std::uint64_t secret = 42;

}  // namespace

BOOST_AUTO_TEST_CASE(a_flood_from_one_host_does_not_stop_the_others) {
    AddressLimit limit{rate, secret};
    for (int packet = 0; packet < 1000; ++packet) limit.take(ip("52.1.1.1"), noon);

    BOOST_TEST(!limit.take(ip("52.1.1.1"), noon));
    BOOST_TEST(limit.take(ip("52.1.1.2"), noon));
    BOOST_TEST(limit.take(ip("2a00::1"), noon));
    BOOST_TEST(limit.take(ip("52.1.1.1"), noon + 1s));
}

BOOST_AUTO_TEST_CASE(all_addresses_of_a_host_are_limited_together) {
    AddressLimit limit{rate, secret};

    BOOST_TEST(limit.take(ip("52.1.1.1"), noon));
    BOOST_TEST(limit.take(ip("::ffff:52.1.1.1"), noon));
    BOOST_TEST(!limit.take(ip("52.1.1.1"), noon));
    BOOST_TEST(limit.take(ip("2a00::1"), noon));
    BOOST_TEST(limit.take(ip("2a00::2"), noon));
    BOOST_TEST(!limit.take(ip("2a00::3"), noon));
}

BOOST_AUTO_TEST_SUITE_END()
