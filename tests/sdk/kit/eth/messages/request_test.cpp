#include <boost/test/unit_test.hpp>

#include <limits>

#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/request.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE(the_published_header_requests_decode_and_encode_to_the_same_bytes) {
    const json::value file = vectors("eth_messages.json");
    std::size_t seen = 0;
    for (const json::value& entry : file.at("messages").as_array()) {
        if (number(entry.at("code")) != eth::code::get_block_headers) continue;
        const Bytes payload = hex(entry.at("payload"));

        const auto request = eth::decode_get_block_headers(payload);

        BOOST_REQUIRE(request);
        BOOST_TEST(request->id == 1111U);
        BOOST_TEST(request->content.amount == 5U);
        BOOST_TEST(request->content.skip == 5U);
        BOOST_TEST(!request->content.reverse);
        BOOST_TEST((request->content.hash || request->content.number == 9999));
        BOOST_TEST(to_hex(eth::encode_get_block_headers(request->id, request->content)) ==
                   to_hex(payload));
        ++seen;
    }
    BOOST_TEST(seen == 2U);
}

BOOST_AUTO_TEST_CASE(the_published_requests_by_hash_decode_and_encode_to_the_same_bytes) {
    const json::value file = vectors("eth_messages.json");
    std::size_t seen = 0;
    for (const json::value& entry : file.at("messages").as_array()) {
        const std::uint64_t code = number(entry.at("code"));
        const bool by_hash = code == eth::code::get_block_bodies ||
                             code == eth::code::get_node_data || code == eth::code::get_receipts ||
                             code == eth::code::get_pooled_transactions;
        if (!by_hash) continue;
        const Bytes payload = hex(entry.at("payload"));

        const auto request = eth::decode_get_by_hash(payload);

        BOOST_REQUIRE(request);
        BOOST_REQUIRE(request->content.size() == 2U);
        BOOST_CHECK(request->content[0] == fixed(file.at("inputs").at("hashes").at(0)));
        BOOST_TEST(to_hex(eth::encode_get_by_hash(request->id, request->content)) ==
                   to_hex(payload));
        ++seen;
    }
    BOOST_TEST(seen == 4U);
}

BOOST_AUTO_TEST_CASE(the_empty_request_by_hash_is_the_published_one) {
    const Bytes payload = hex(vectors("eth_messages.json").at("empty_message_payload"));

    BOOST_TEST(to_hex(eth::encode_get_by_hash(1111, {})) == to_hex(payload));
    BOOST_TEST(eth::decode_get_by_hash(payload).value().content.empty());
}

BOOST_AUTO_TEST_CASE(a_header_request_has_four_elements) {
    BOOST_TEST(!eth::decode_get_block_headers(hex("c701c58001028080")));
    BOOST_TEST(!eth::decode_get_block_headers(hex("c501c3800102")));
}

BOOST_AUTO_TEST_CASE(an_empty_origin_is_number_zero) {
    const auto zero = eth::decode_get_block_headers(hex("c601c480010280"));

    BOOST_REQUIRE(zero);
    BOOST_TEST(!zero->content.hash);
    BOOST_TEST(zero->content.number == 0U);
    BOOST_TEST(zero->content.amount == 1U);
    BOOST_TEST(zero->content.skip == 2U);
}

BOOST_AUTO_TEST_CASE(an_origin_between_number_and_hash_is_refused) {
    // 9 bytes, and 31
    BOOST_CHECK(eth::decode_get_block_headers(hex("cf01cd89010203040506070809010280")).error() ==
                Errc::malformed);
    BOOST_TEST(!eth::decode_get_block_headers(
        hex("e501e39f0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f010280")));
}

BOOST_AUTO_TEST_CASE(a_number_with_leading_zeros_is_not_canonical) {
    BOOST_CHECK(eth::decode_get_block_headers(hex("c801c6820001010280")).error() ==
                Errc::non_canonical);
    BOOST_CHECK(eth::decode_get_block_headers(hex("c601c400010280")).error() ==
                Errc::non_canonical);
}

BOOST_AUTO_TEST_CASE(extreme_amount_and_skip_pass_through_untouched) {
    constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
    const chain::HeaderQuery query{.number = most, .amount = most, .skip = most, .reverse = true};

    const auto request = eth::decode_get_block_headers(eth::encode_get_block_headers(0, query));

    BOOST_REQUIRE(request);
    BOOST_TEST(request->content.number == most);
    BOOST_TEST(request->content.amount == most);
    BOOST_TEST(request->content.skip == most);
    BOOST_TEST(request->content.reverse);
}

BOOST_AUTO_TEST_CASE(the_request_id_is_found_without_looking_at_the_rest) {
    BOOST_TEST(eth::peek_request_id(hex("c4820457c0")).value() == 1111U);
    BOOST_TEST(eth::peek_request_id(hex("c4820457f8")).value() == 1111U);
    BOOST_TEST(eth::peek_request_id(hex("c180")).value() == 0U);
    BOOST_TEST(!eth::peek_request_id(hex("c0")));
    BOOST_TEST(!eth::peek_request_id(hex("820457")));
    BOOST_TEST(!eth::peek_request_id({}));
}

BOOST_AUTO_TEST_CASE(an_envelope_has_two_elements) {
    BOOST_TEST(eth::open_envelope(hex("c4820457c0")).has_value());
    BOOST_TEST(!eth::open_envelope(hex("c3820457")));
    BOOST_TEST(!eth::open_envelope(hex("c5820457c0c0")));
}

BOOST_AUTO_TEST_CASE(of_too_many_hashes_the_first_ones_are_read) {
    std::vector<Hash256> hashes(5);
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        hashes[i].bytes[31] = static_cast<std::uint8_t>(i);
    }

    const auto request = eth::decode_get_by_hash(eth::encode_get_by_hash(7, hashes), 3);

    BOOST_REQUIRE(request);
    BOOST_REQUIRE(request->content.size() == 3U);
    BOOST_CHECK(request->content[2] == hashes[2]);
}

BOOST_AUTO_TEST_CASE(a_hash_of_another_size_is_refused) {
    BOOST_TEST(!eth::decode_get_by_hash(hex("c601c483010203")));
    BOOST_TEST(!eth::decode_get_by_hash(hex("c301c1c0")));
}

BOOST_AUTO_TEST_SUITE_END()
