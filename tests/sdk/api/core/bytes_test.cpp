#include <boost/test/unit_test.hpp>

#include <api/core/bytes.hpp>
#include <api/core/shared_bytes.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(hexadecimal_text_round_trips_with_and_without_prefix) {
    const std::optional<Bytes> decoded = from_hex("0x00fFa1");

    BOOST_REQUIRE(decoded);
    BOOST_TEST(to_hex(*decoded) == "00ffa1");
    BOOST_TEST(from_hex("00ffa1").value() == *decoded, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(odd_or_foreign_digits_are_refused) {
    BOOST_TEST(!from_hex("abc"));
    BOOST_TEST(!from_hex("zz"));
}

BOOST_AUTO_TEST_CASE(a_fixed_value_takes_its_exact_size_only) {
    BOOST_TEST(!fixed_from_hex<4>("0x112233"));
    BOOST_TEST(!fixed_from_hex<4>("0x1122334455"));
    BOOST_TEST(to_hex(fixed_from_hex<4>("11223344").value()) == "11223344");
}

BOOST_AUTO_TEST_CASE(a_slice_outlives_the_bytes_it_was_cut_from) {
    SharedBytes slice;
    {
        const SharedBytes whole(Bytes{1, 2, 3, 4});
        slice = whole.slice(whole.view().subspan(1, 2));
    }

    BOOST_TEST(to_hex(slice) == "0203");
}

BOOST_AUTO_TEST_SUITE_END()
