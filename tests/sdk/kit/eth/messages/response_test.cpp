#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/response.hpp>
#include <kit/eth/types/body_view.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/rlp/writer.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

SharedBytes published(std::uint64_t code) {
    const json::value file = vectors("eth_messages.json");
    for (const json::value& entry : file.at("messages").as_array()) {
        if (number(entry.at("code")) == code) return shared(entry.at("payload"));
    }
    throw std::runtime_error("no such message");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(responses)

BOOST_AUTO_TEST_CASE(published_headers_decode_and_encode_to_the_same_bytes) {
    const SharedBytes payload = published(eth::code::block_headers);

    const auto response = eth::decode_block_headers(payload, 1);

    BOOST_REQUIRE(response);
    BOOST_TEST(response->id == 1111U);
    BOOST_REQUIRE(response->content.size() == 1U);
    const eth::Header header = eth::decode_header(response->content[0]).value();
    BOOST_TEST(header.number == 3333U);
    BOOST_CHECK(header.difficulty == 2222);
    BOOST_TEST(header.gas_limit == 4444U);
    BOOST_TEST(header.gas_used == 5555U);
    BOOST_TEST(header.time == 6666U);
    BOOST_TEST(to_hex(header.extra) == "7788");
    BOOST_TEST(to_hex(eth::encode_response(response->id, response->content)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(joined_headers_are_the_bytes_of_the_encoded_response) {
    const SharedBytes first =
        eth::decode_block_headers(published(eth::code::block_headers), 1).value().content[0];
    Bytes other(first.view().begin(), first.view().end());
    other[40] ^= 1;
    const SharedBytes same_size{other};
    other.resize(other.size() + 1);
    const SharedBytes longer{other};

    for (const eth::RawItems& headers :
         {eth::RawItems{}, eth::RawItems{first}, eth::RawItems{first, same_size, longer, first}}) {
        const net::CompressedPayload joined = eth::join_headers(1111, headers);

        const Bytes encoded = eth::encode_response(1111, headers);
        BOOST_TEST(to_hex(joined.uncompress(joined.bytes)) == to_hex(encoded));
        BOOST_TEST(joined.size == encoded.size());
    }
    for (const std::uint8_t fill : {std::uint8_t{0}, std::uint8_t{1}}) {
        eth::RawItems many;
        for (std::size_t i = 0; i < 20; ++i) {
            Bytes bytes(600, 0x33);
            // Noise, or nothing but the number.
            for (std::size_t j = 0; j < bytes.size() * fill; ++j) {
                bytes[j] = static_cast<std::uint8_t>((i + 1) * (j + 7) * 2'654'435'769U >> 13U);
            }
            bytes[9] = static_cast<std::uint8_t>(i);
            many.emplace_back(std::move(bytes));
        }
        const net::CompressedPayload joined = eth::join_headers(1, many);

        BOOST_TEST((joined.uncompress(joined.bytes) == eth::encode_response(1, many)));
    }
    const eth::RawItems two{first, same_size};
    BOOST_TEST(eth::join_headers(1, two).bytes.size() <
               eth::join_headers(1, std::span{two}.first(1)).bytes.size() + 50);
}

BOOST_AUTO_TEST_CASE(published_bodies_decode_and_encode_to_the_same_bytes) {
    const SharedBytes payload = published(eth::code::block_bodies);

    const auto response = eth::decode_block_bodies(payload, 1);

    BOOST_REQUIRE(response);
    BOOST_REQUIRE(response->content.size() == 1U);
    const eth::BodyView body = eth::view_body(response->content[0]).value();
    BOOST_TEST(body.transaction_count == 2U);
    BOOST_TEST(body.uncle_count == 1U);
    BOOST_TEST(!body.withdrawals);
    BOOST_TEST(to_hex(eth::encode_response(response->id, response->content)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(published_receipts_decode_and_encode_to_the_same_bytes) {
    const SharedBytes payload = published(eth::code::receipts);

    const auto response = eth::decode_receipts_v1(payload, 1);

    BOOST_REQUIRE(response);
    const std::vector<eth::Receipt> receipts =
        eth::decode_receipt_list(response->content.at(0)).value();
    BOOST_REQUIRE(receipts.size() == 1U);
    BOOST_TEST(!receipts[0].succeeded);
    BOOST_TEST(receipts[0].cumulative_gas == 1U);
    BOOST_TEST(to_hex(receipts[0].logs.at(0).data) == "0100ff");
    BOOST_TEST(to_hex(eth::encode_receipt_list(receipts)) == to_hex(response->content[0]));
    BOOST_TEST(to_hex(eth::encode_response(response->id, response->content)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(published_node_data_decode_and_encode_to_the_same_bytes) {
    const SharedBytes payload = published(eth::code::node_data);

    const auto response = eth::decode_node_data(payload, 2);

    BOOST_REQUIRE(response);
    BOOST_REQUIRE(response->content.size() == 2U);
    BOOST_TEST(to_hex(response->content[1]) == "feedbeef");
    BOOST_TEST(to_hex(eth::encode_node_data(response->id, response->content)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(an_empty_response_is_legal) {
    const SharedBytes payload = shared(vectors("eth_messages.json").at("empty_message_payload"));

    BOOST_TEST(eth::decode_block_headers(payload, 1).value().content.empty());
    BOOST_TEST(eth::decode_block_bodies(payload, 1).value().content.empty());
    BOOST_TEST(eth::decode_receipts_v1(payload, 1).value().content.empty());
    BOOST_TEST(eth::decode_node_data(payload, 1).value().content.empty());
    BOOST_TEST(to_hex(eth::encode_response(1111, {})) == to_hex(payload));
    BOOST_TEST(to_hex(eth::encode_node_data(1111, {})) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(more_items_than_requested_are_refused) {
    const SharedBytes bodies{hex("c801c6c2c0c0c2c0c0")};
    const SharedBytes receipts{hex("c401c2c0c0")};
    const SharedBytes entries{hex("c401c20102")};

    BOOST_TEST(eth::decode_block_bodies(bodies, 2).has_value());
    BOOST_CHECK(eth::decode_block_bodies(bodies, 1).error() == Errc::limit_exceeded);
    BOOST_CHECK(eth::decode_receipts_v1(receipts, 1).error() == Errc::limit_exceeded);
    BOOST_CHECK(eth::decode_node_data(entries, 1).error() == Errc::limit_exceeded);
    BOOST_CHECK(eth::decode_block_headers(published(eth::code::block_headers), 0).error() ==
                Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(a_list_of_a_million_items_is_refused_before_anything_is_reserved) {
    rlp::Writer out;
    const Bytes items(1'000'000, 0xc0);
    out.list([&] {
        out.u64(1);
        out.list([&] { out.raw(items); });
    });
    const SharedBytes payload{out.take()};

    BOOST_CHECK(eth::decode_receipts_v1(payload, 256).error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(items_of_the_wrong_kind_are_refused) {
    BOOST_TEST(!eth::decode_block_headers(SharedBytes{hex("c301c101")}, 5));
    BOOST_TEST(!eth::decode_block_headers(SharedBytes{hex("c301c1c0")}, 5));
    BOOST_TEST(!eth::decode_block_bodies(SharedBytes{hex("c301c180")}, 5));
    BOOST_TEST(!eth::decode_block_bodies(SharedBytes{hex("c301c1c0")}, 5));  // no lists in it
    BOOST_TEST(!eth::decode_block_bodies(SharedBytes{hex("c501c3c2c080")}, 5));
    BOOST_TEST(!eth::decode_receipts_v1(SharedBytes{hex("c301c180")}, 5));
    BOOST_TEST(!eth::decode_node_data(SharedBytes{hex("c301c1c0")}, 5));
    BOOST_TEST(!eth::decode_node_data(SharedBytes{hex("c20180")}, 5));
    BOOST_TEST(!eth::decode_node_data(SharedBytes{hex("c301c0c0")}, 5));
}

BOOST_AUTO_TEST_CASE(a_body_may_have_withdrawals_and_what_a_chain_appends) {
    const auto response = eth::decode_block_bodies(SharedBytes{hex("c701c5c4c0c0c0c0")}, 1);

    BOOST_REQUIRE(response);
    const eth::BodyView body = eth::view_body(response->content[0]).value();
    BOOST_TEST(body.withdrawals.has_value());
    BOOST_TEST(to_hex(body.rest) == "c0");
}

BOOST_AUTO_TEST_SUITE_END()
