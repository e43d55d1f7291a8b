#include <boost/test/unit_test.hpp>

#include <kit/era/crc32c.hpp>
#include <kit/era/framing.hpp>

using namespace plexus;

namespace {

constexpr std::size_t plenty = 1 << 20;
constexpr std::string_view identifier = "ff060000734e61507059";

Bytes hex(std::string_view text) { return from_hex(text).value(); }

Bytes stream(std::string_view chunks) { return hex(std::string{identifier} + std::string{chunks}); }

Errc error_of(const Result<Bytes>& result) {
    BOOST_REQUIRE(!result);
    return static_cast<Errc>(result.error().value());
}

std::string checksum_of(std::string_view text) {
    const std::uint32_t crc = era::crc32c(bytes_of(text));
    const std::uint32_t masked = (crc >> 15 | crc << 17) + 0xa282ead8U;
    Bytes bytes;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        bytes.push_back(static_cast<std::uint8_t>(masked >> shift));
    }
    return to_hex(bytes);
}

constexpr std::string_view text = "abcabcabcabc";

std::string uncompressed_chunk() { return "01100000" + checksum_of(text) + to_hex(bytes_of(text)); }

/// The length of 12, a literal of 3 bytes, a copy of 9 from 3 bytes back.
std::string compressed_chunk() { return "000b0000" + checksum_of(text) + "0c086162631503"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(framing)

BOOST_AUTO_TEST_CASE(the_checksum_has_the_published_values) {
    const Bytes zeros(32, 0x00);
    const Bytes ones(32, 0xff);

    // RFC 3720, appendix B.4
    BOOST_TEST(era::crc32c(zeros) == 0x8a9136aaU);
    BOOST_TEST(era::crc32c(ones) == 0x62a8ab43U);
    BOOST_TEST(era::crc32c(bytes_of("123456789")) == 0xe3069283U);
}

BOOST_AUTO_TEST_CASE(chunks_of_both_kinds_are_joined) {
    const auto result = era::unframe(stream(uncompressed_chunk() + compressed_chunk()), plenty);

    BOOST_TEST(text_of(result.value()) == "abcabcabcabcabcabcabcabc");
}

BOOST_AUTO_TEST_CASE(an_empty_stream_holds_nothing) {
    BOOST_TEST(era::unframe(stream(""), plenty).value().empty());
}

BOOST_AUTO_TEST_CASE(padding_skippable_chunks_and_further_identifiers_are_skipped) {
    const std::string chunks = "fe02000000008001000007" + std::string{identifier};

    const auto result = era::unframe(stream(chunks + compressed_chunk()), plenty);

    BOOST_TEST(text_of(result.value()) == text);
}

BOOST_AUTO_TEST_CASE(a_reserved_chunk_is_not_skipped) {
    BOOST_TEST((error_of(era::unframe(stream("02000000"), plenty)) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_stream_begins_with_its_identifier) {
    BOOST_TEST((error_of(era::unframe({}, plenty)) == Errc::malformed));
    BOOST_TEST((error_of(era::unframe(hex(compressed_chunk()), plenty)) == Errc::malformed));
    BOOST_TEST((error_of(era::unframe(hex("ff060000734e61507058"), plenty)) == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(every_cut_within_a_chunk_is_noticed) {
    const Bytes whole = stream(compressed_chunk());
    const std::size_t identifier_bytes = identifier.size() / 2;

    for (std::size_t size = identifier_bytes + 1; size < whole.size(); ++size) {
        const auto result = era::unframe(BytesView{whole}.first(size), plenty);
        BOOST_TEST((error_of(result) == Errc::malformed));
    }
}

BOOST_AUTO_TEST_CASE(a_flipped_bit_in_data_or_checksum_is_noticed) {
    const Bytes whole = stream(uncompressed_chunk());
    const std::size_t payload_begins = identifier.size() / 2 + 4;

    for (std::size_t i = payload_begins; i < whole.size(); ++i) {
        Bytes broken = whole;
        broken[i] ^= 0x10;
        BOOST_TEST((error_of(era::unframe(broken, plenty)) == Errc::invalid_data));
    }
}

BOOST_AUTO_TEST_CASE(the_result_is_bounded_before_memory_is_taken) {
    const Bytes whole = stream(compressed_chunk());

    BOOST_TEST(era::unframe(whole, text.size()).has_value());
    BOOST_TEST((error_of(era::unframe(whole, text.size() - 1)) == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(a_chunk_that_declares_more_than_64_KiB_is_refused) {
    // The compressed data begins with its length: 65537, and 2^32 - 1.
    BOOST_TEST(
        (error_of(era::unframe(stream("0008000000000000818004fe"), plenty)) == Errc::malformed));
    BOOST_TEST(
        (error_of(era::unframe(stream("0009000000000000ffffffff0f"), plenty)) == Errc::malformed));
}

BOOST_AUTO_TEST_SUITE_END()
