#include <boost/test/unit_test.hpp>

#include <string>

#include <plugins/devnet/quantity.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(quantities)

BOOST_AUTO_TEST_CASE(decimal_and_hexadecimal_numbers_are_read) {
    BOOST_CHECK(devnet::parse_quantity("258") == eth::wide(258));
    BOOST_CHECK(devnet::parse_quantity("0x102") == eth::wide(258));
    BOOST_CHECK(devnet::parse_quantity("0XfF") == eth::wide(255));
    BOOST_CHECK(devnet::parse_quantity("") == eth::wide(0));
    BOOST_CHECK(devnet::parse_quantity("18446744073709551615") == eth::wide(~0ULL));
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused) {
    BOOST_TEST(!devnet::parse_quantity("0x"));
    BOOST_TEST(!devnet::parse_quantity("-1"));
    BOOST_TEST(!devnet::parse_quantity("1f"));
    BOOST_TEST(!devnet::parse_quantity("0x1g"));
    BOOST_TEST(!devnet::parse_quantity(" 1"));
}

BOOST_AUTO_TEST_CASE(numbers_of_256_bits_fit_and_of_257_do_not) {
    const std::string most = "0x" + std::string(64, 'f');

    BOOST_TEST(eth::bit_width(devnet::parse_quantity(most).value()) == 256U);
    BOOST_TEST(!devnet::parse_quantity("0x1" + std::string(64, '0')));
}

BOOST_AUTO_TEST_CASE(a_number_above_64_bits_does_not_become_a_small_one) {
    BOOST_TEST(devnet::narrow(eth::wide(~0ULL)).value() == ~0ULL);
    BOOST_TEST(!devnet::narrow(devnet::parse_quantity("18446744073709551616").value()));
}

BOOST_AUTO_TEST_SUITE_END()
