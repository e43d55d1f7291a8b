#include <api/core/uint256.hpp>
#include <boost/test/unit_test.hpp>
#include <sstream>

using namespace plexus;

namespace {

constexpr std::uint64_t most_u64 = ~std::uint64_t{0};

Uint256 number(std::string_view text) { return Uint256::parse(text).value(); }

const Uint256 two_to_64 = number("18446744073709551616");

}  // namespace

BOOST_AUTO_TEST_SUITE(uint256)

BOOST_AUTO_TEST_CASE(numbers_compare_as_numbers) {
    BOOST_TEST(Uint256{} == 0);
    BOOST_TEST(Uint256{1} < Uint256{2});
    BOOST_TEST(Uint256{most_u64} < two_to_64);
    BOOST_TEST(two_to_64 < Uint256::max());
    BOOST_TEST(Uint256{7} != Uint256{8});
}

BOOST_AUTO_TEST_CASE(a_sum_carries_over_all_limbs) {
    BOOST_TEST(Uint256{most_u64}.checked_add(1).value() == two_to_64);
    BOOST_TEST(Uint256::max().checked_add(0).value() == Uint256::max());
    BOOST_TEST(!Uint256::max().checked_add(1).has_value());
    BOOST_TEST(!Uint256::max().checked_add(Uint256::max()).has_value());
}

BOOST_AUTO_TEST_CASE(a_difference_borrows_over_all_limbs_and_is_never_negative) {
    BOOST_TEST(two_to_64.checked_sub(1).value() == most_u64);
    BOOST_TEST(Uint256::max().checked_sub(Uint256::max()).value() == 0);
    BOOST_TEST(!Uint256{1}.checked_sub(2).has_value());
}

BOOST_AUTO_TEST_CASE(a_product_that_does_not_fit_is_none) {
    const Uint256 two_to_128 = two_to_64.checked_mul(two_to_64).value();

    BOOST_TEST(two_to_128.hex() == "0x1" + std::string(32, '0'));
    BOOST_TEST(Uint256::max().checked_mul(1).value() == Uint256::max());
    BOOST_TEST(!two_to_128.checked_mul(two_to_128).has_value());
    BOOST_TEST(!Uint256::max().checked_mul(Uint256::max()).has_value());
}

BOOST_AUTO_TEST_CASE(a_quotient_is_rounded_down) {
    BOOST_TEST(Uint256{7}.checked_div(2).value() == 3);
    BOOST_TEST(Uint256::max().checked_div(Uint256::max()).value() == 1);
    BOOST_TEST(two_to_64.checked_div(2).value() == 1ULL << 63);
    BOOST_TEST(!Uint256{7}.checked_div(0).has_value());
}

BOOST_AUTO_TEST_CASE(bytes_are_big_endian) {
    const Bytes digits{0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09};
    const Uint256 value = Uint256::from_big_endian(digits).value();

    BOOST_TEST(value.hex() == "0x10203040506070809");
    BOOST_TEST(to_hex(value.to_big_endian()) == std::string(46, '0') + "010203040506070809");
    BOOST_TEST(Uint256::from_big_endian(value.to_big_endian()).value() == value);
    BOOST_TEST(Uint256::from_big_endian({}).value() == 0);
    BOOST_TEST(Uint256::from_big_endian(Bytes(32, 0xFF)).value() == Uint256::max());
    BOOST_TEST(!Uint256::from_big_endian(Bytes(33, 0)).has_value());
}

BOOST_AUTO_TEST_CASE(the_width_is_counted_in_bits) {
    BOOST_TEST(Uint256{}.bit_width() == 0U);
    BOOST_TEST(Uint256{1}.bit_width() == 1U);
    BOOST_TEST(Uint256{most_u64}.bit_width() == 64U);
    BOOST_TEST(two_to_64.bit_width() == 65U);
    BOOST_TEST(Uint256::max().bit_width() == 256U);
}

BOOST_AUTO_TEST_CASE(a_number_above_64_bits_does_not_become_a_small_one) {
    BOOST_TEST(Uint256{most_u64}.to_u64().value() == most_u64);
    BOOST_TEST(!two_to_64.to_u64().has_value());
}

BOOST_AUTO_TEST_CASE(decimal_and_hexadecimal_texts_are_read) {
    BOOST_TEST(number("258") == 258);
    BOOST_TEST(number("0258") == 258);
    BOOST_TEST(number("0x102") == 258);
    BOOST_TEST(number("0XfF") == 255);
    BOOST_TEST(number("18446744073709551615") == most_u64);
    BOOST_TEST(number("0x" + std::string(64, 'f')) == Uint256::max());
    BOOST_TEST(number("0x" + std::string(100, '0') + "1") == 1);
}

BOOST_AUTO_TEST_CASE(other_texts_are_refused) {
    for (const char* text : {"", "0x", "-1", "+1", "1f", "0x1g", " 1", "1 ", "1.0", "1e3"}) {
        BOOST_TEST(!Uint256::parse(text).has_value(), text);
    }
}

BOOST_AUTO_TEST_CASE(a_text_of_more_than_256_bits_is_refused) {
    BOOST_TEST(!Uint256::parse("0x1" + std::string(64, '0')).has_value());
    BOOST_TEST(!Uint256::parse("1" + std::string(5000, '0')).has_value());
}

BOOST_AUTO_TEST_CASE(numbers_are_written_in_decimal_and_in_hexadecimal) {
    std::ostringstream written;
    written << two_to_64;

    BOOST_TEST(written.str() == "18446744073709551616");
    BOOST_TEST(Uint256{}.text() == "0");
    BOOST_TEST(Uint256{}.hex() == "0x0");
    BOOST_TEST(Uint256{1024}.hex() == "0x400");
    BOOST_TEST(number(Uint256::max().text()) == Uint256::max());
    BOOST_TEST(number(Uint256::max().hex()) == Uint256::max());
}

BOOST_AUTO_TEST_SUITE_END()
