#include <kit/crypto/symmetric.hpp>

#include <boost/test/unit_test.hpp>
#include <set>

#include <tests/vectors/vectors.hpp>

using namespace plexus;
using namespace plexus::crypto;

namespace {

Bytes hex(std::string_view text) { return from_hex(text).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(symmetric)

BOOST_AUTO_TEST_CASE(
    aes_128_in_counter_mode_gives_the_published_example) {  // NIST SP 800-38A, F.5.1
    AesCtr stream{hex("2b7e151628aed2a6abf7158809cf4f3c"),
                  fixed_from_hex<16>("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff").value()};
    Bytes data = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");

    stream.apply(data);

    BOOST_TEST(to_hex(data) == "874d6191b620e3261bef6864990db6ce9806f66b7970fdff8617187bb9fffdff");
}

BOOST_AUTO_TEST_CASE(aes_256_in_counter_mode_runs_on_through_the_published_frame) {
    const boost::json::value json = testing::vectors("rlpx_eip8");
    const Bytes frame = testing::hex_at(json, "/frame_fixed_mac/frame");
    AesCtr stream{testing::hex_at(json, "/frame_fixed_mac/aes_key")};
    Bytes header{frame.begin(), frame.begin() + 16};
    Bytes body{frame.begin() + 32, frame.begin() + 48};  // behind the header's MAC

    stream.apply(header);
    stream.apply(body);

    BOOST_TEST(to_hex(header) == "000006c2808000000000000000000000");
    BOOST_TEST(to_hex(body) == "08c40102030400000000000000000000");
}

BOOST_AUTO_TEST_CASE(a_stream_does_not_depend_on_how_it_is_cut) {
    const Bytes key(32, 7);
    AesCtr at_once{key};
    AesCtr piecemeal{key};
    Bytes whole(1000);
    Bytes pieces(1000);

    at_once.apply(whole);
    for (std::span<std::uint8_t> rest{pieces}; !rest.empty();) {
        const std::size_t taken = std::min<std::size_t>(rest.size(), 13);
        piecemeal.apply(rest.first(taken));
        rest = rest.subspan(taken);
    }

    BOOST_TEST(to_hex(whole) == to_hex(pieces));
}

BOOST_AUTO_TEST_CASE(a_stream_that_was_moved_goes_on) {
    AesCtr one{Bytes(16, 7)};
    AesCtr reference{Bytes(16, 7)};
    Bytes data(32);
    Bytes expected(32);

    one.apply(std::span{data}.first(5));
    AesCtr other = std::move(one);
    other.apply(std::span{data}.subspan(5));
    reference.apply(expected);

    BOOST_TEST(to_hex(data) == to_hex(expected));
}

BOOST_AUTO_TEST_CASE(an_empty_piece_changes_nothing) {
    AesCtr stream{Bytes(16, 7)};
    stream.apply({});
    Bytes data(16);
    stream.apply(data);

    AesCtr reference{Bytes(16, 7)};
    Bytes expected(16);
    reference.apply(expected);
    BOOST_TEST(to_hex(data) == to_hex(expected));
}

BOOST_AUTO_TEST_CASE(a_block_is_encrypted_as_in_the_standard_time_after_time) {  // FIPS 197, C.3
    AesBlock cipher{
        fixed_from_hex<32>("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
            .value()};
    const auto block = fixed_from_hex<16>("00112233445566778899aabbccddeeff").value();

    BOOST_TEST(to_hex(cipher.encrypt(block)) == "8ea2b7ca516745bfeafc49904b496089");
    BOOST_TEST(to_hex(cipher.encrypt(block)) == "8ea2b7ca516745bfeafc49904b496089");
}

BOOST_AUTO_TEST_CASE(sha256_of_parts_is_that_of_the_concatenation) {  // FIPS 180-2, B.1
    constexpr auto& expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    BOOST_TEST(to_hex(sha256({bytes_of("abc")})) == expected);
    BOOST_TEST(to_hex(sha256({bytes_of("a"), BytesView{}, bytes_of("bc")})) == expected);
}

BOOST_AUTO_TEST_CASE(a_key_of_hmac_longer_than_a_block_is_hashed) {  // RFC 4231, test case 6
    const Bytes key(131, 0xaa);

    const Hash256 mac =
        hmac_sha256(key, {bytes_of("Test Using Larger Than Block-Size Key - Hash Key First")});

    BOOST_TEST(to_hex(mac) == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

BOOST_AUTO_TEST_CASE(hmac_of_parts_is_that_of_the_concatenation) {  // RFC 4231, test case 2
    constexpr auto& expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    const BytesView key = bytes_of("Jefe");
    BOOST_TEST(to_hex(hmac_sha256(key, {bytes_of("what do ya want for nothing?")})) == expected);
    BOOST_TEST(to_hex(hmac_sha256(key, {bytes_of("what do ya "), BytesView{},
                                        bytes_of("want for nothing?")})) == expected);
}

BOOST_AUTO_TEST_CASE(equal_bytes_are_equal_and_others_are_not) {
    const Bytes bytes{1, 2, 3};
    BOOST_TEST(equal_constant_time(bytes, Bytes{1, 2, 3}));
    BOOST_TEST(!equal_constant_time(bytes, Bytes{1, 2, 4}));
    BOOST_TEST(!equal_constant_time(bytes, Bytes{0, 2, 3}));
    BOOST_TEST(!equal_constant_time(bytes, Bytes{1, 2}));
    BOOST_TEST(equal_constant_time({}, {}));
}

BOOST_AUTO_TEST_CASE(random_numbers_do_not_repeat) {
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 100; ++i) seen.insert(random_u64());
    BOOST_TEST(seen.size() == 100U);
}

BOOST_AUTO_TEST_SUITE_END()
