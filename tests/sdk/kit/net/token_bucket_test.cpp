#include <boost/test/unit_test.hpp>
#include <kit/net/token_bucket.hpp>

using namespace plexus;
using namespace plexus::net;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(token_bucket)

namespace {

constexpr SteadyTime noon{1000h};
constexpr Rate rate{.per_second = 2, .burst = 3};

}  // namespace

BOOST_AUTO_TEST_CASE(a_rate_lets_a_burst_through_and_then_so_many_a_second) {
    TokenBucket bucket{rate};
    for (int item = 0; item < 3; ++item) BOOST_TEST(bucket.take(noon));

    BOOST_TEST(!bucket.take(noon));
    BOOST_TEST(bucket.take(noon + 500ms));
    BOOST_TEST(!bucket.take(noon + 500ms));
    for (int item = 0; item < 3; ++item) BOOST_TEST(bucket.take(noon + 1h));
    BOOST_TEST(!bucket.take(noon + 1h));
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_takes_nothing) {
    TokenBucket bucket{rate};

    BOOST_TEST(!bucket.take(noon, 4));
    BOOST_TEST(bucket.take(noon, 3));
    BOOST_TEST(bucket.available(noon) == 0);
}

BOOST_AUTO_TEST_CASE(a_debt_is_paid_before_anything_is_given) {
    TokenBucket bucket{rate};

    bucket.spend(noon, 5);

    BOOST_TEST(bucket.available(noon) == -2);
    BOOST_TEST(!bucket.take(noon + 1s));
    BOOST_TEST(bucket.take(noon + 1500ms));
}

BOOST_AUTO_TEST_SUITE_END()
