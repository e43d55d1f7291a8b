#include <boost/test/unit_test.hpp>

#include <kit/enr/base64url.hpp>

using namespace plexus;

namespace {

std::string decoded(std::string_view text) {
    const std::optional<Bytes> bytes = enr::from_base64url(text);
    return bytes ? std::string{text_of(*bytes)} : "refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(base64url)

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_4648_hold_without_their_padding) {
    BOOST_TEST(enr::to_base64url(bytes_of("")) == "");
    BOOST_TEST(enr::to_base64url(bytes_of("f")) == "Zg");
    BOOST_TEST(enr::to_base64url(bytes_of("fo")) == "Zm8");
    BOOST_TEST(enr::to_base64url(bytes_of("foo")) == "Zm9v");
    BOOST_TEST(enr::to_base64url(bytes_of("foob")) == "Zm9vYg");
    BOOST_TEST(enr::to_base64url(bytes_of("foobar")) == "Zm9vYmFy");
    BOOST_TEST(decoded("") == "");
    BOOST_TEST(decoded("Zg") == "f");
    BOOST_TEST(decoded("Zm8") == "fo");
    BOOST_TEST(decoded("Zm9vYmFy") == "foobar");
}

BOOST_AUTO_TEST_CASE(the_last_two_digits_are_those_of_the_url_alphabet) {
    BOOST_TEST(enr::to_base64url(Bytes{0xfb, 0xff}) == "-_8");
    BOOST_TEST((enr::from_base64url("-_8") == Bytes{0xfb, 0xff}));
}

BOOST_AUTO_TEST_CASE(padding_and_other_characters_are_refused) {
    BOOST_TEST(decoded("Zg==") == "refused");
    BOOST_TEST(decoded("Zm9+") == "refused");
    BOOST_TEST(decoded("Zm 9v") == "refused");
}

BOOST_AUTO_TEST_CASE(a_lone_digit_and_set_unused_bits_are_refused) {
    BOOST_TEST(decoded("Z") == "refused");
    BOOST_TEST(decoded("Zm9vY") == "refused");
    BOOST_TEST(decoded("Zh") == "refused");
}

BOOST_AUTO_TEST_SUITE_END()
