#include <boost/test/unit_test.hpp>

#include <kit/eth/types/uint256.hpp>

using namespace plexus;
using eth::Wide;
using eth::wide;

namespace {

constexpr std::uint64_t most = ~std::uint64_t{0};

Wide highest() {
    Wide value;
    value.bytes.fill(0xff);
    return value;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wide_numbers)

BOOST_AUTO_TEST_CASE(a_sum_carries_over_all_bytes) {
    Wide expected;
    expected.bytes[23] = 1;  // 2^64

    BOOST_TEST((eth::sum(wide(most), wide(1)) == expected));
    BOOST_TEST((eth::sum(highest(), wide(0)) == highest()));
}

BOOST_AUTO_TEST_CASE(a_sum_that_does_not_fit_is_none) {
    BOOST_TEST(!eth::sum(highest(), wide(1)).has_value());
}

BOOST_AUTO_TEST_CASE(a_difference_borrows_over_all_bytes) {
    const Wide above = eth::sum(wide(most), wide(1)).value();

    BOOST_TEST((eth::difference(above, wide(1)) == wide(most)));
    BOOST_TEST((eth::difference(wide(0x10000), wide(1)) == wide(0xffff)));
    BOOST_TEST((eth::difference(highest(), highest()) == Wide{}));
}

BOOST_AUTO_TEST_CASE(a_difference_below_zero_is_none) {
    BOOST_TEST(!eth::difference(wide(1), wide(2)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
