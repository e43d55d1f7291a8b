#include <boost/test/unit_test.hpp>

#include <kit/eth/types/receipt.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(receipts)

namespace {

eth::Receipt sample(std::uint8_t type) {
    eth::Receipt receipt;
    receipt.type = type;
    receipt.succeeded = true;
    receipt.cumulative_gas = 21000;
    receipt.logs = {{Address{}, {Hash256{}, Hash256{}}, {1, 2}}, {Address{}, {}, {}}};
    receipt.bloom = eth::bloom_of(receipt.logs);
    return receipt;
}

}  // namespace

BOOST_AUTO_TEST_CASE(receipts_of_every_type_round_trip) {
    for (std::uint8_t type = 0; type <= 4; ++type) {
        const Bytes encoded = eth::encode_receipt(sample(type));

        BOOST_CHECK(eth::decode_receipt(encoded).value() == sample(type));
    }
}

BOOST_AUTO_TEST_CASE(a_state_root_in_place_of_the_status_round_trips) {
    eth::Receipt receipt = sample(0);
    receipt.succeeded = false;
    receipt.post_state = Hash256{};

    BOOST_CHECK(eth::decode_receipt(eth::encode_receipt(receipt)).value() == receipt);
}

BOOST_AUTO_TEST_CASE(a_status_is_0_or_1) {
    Bytes encoded = eth::encode_receipt(sample(0));
    BOOST_REQUIRE(encoded[3] == 0x01);

    encoded[3] = 0x02;
    BOOST_CHECK(eth::decode_receipt(encoded).error() == Errc::malformed);
    encoded[3] = 0x00;
    BOOST_TEST(!eth::decode_receipt(encoded));
    encoded[3] = 0x80;
    BOOST_TEST(!eth::decode_receipt(encoded).value().succeeded);
}

BOOST_AUTO_TEST_CASE(what_a_chain_appends_is_kept) {
    eth::Receipt receipt = sample(2);
    receipt.unknown = hex("05c20607");

    BOOST_CHECK(eth::decode_receipt(eth::encode_receipt(receipt)).value() == receipt);
}

BOOST_AUTO_TEST_CASE(a_log_has_at_most_four_topics) {
    eth::Receipt receipt = sample(0);
    receipt.logs[0].topics.resize(4);
    BOOST_TEST(eth::decode_receipt(eth::encode_receipt(receipt)).has_value());

    receipt.logs[0].topics.resize(5);

    BOOST_CHECK(eth::decode_receipt(eth::encode_receipt(receipt)).error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(receipts_that_are_cut_short_are_refused) {
    const Bytes encoded = eth::encode_receipt(sample(2));
    for (std::size_t size = 0; size < encoded.size(); ++size) {
        BOOST_TEST(!eth::decode_receipt(BytesView{encoded}.first(size)));
    }
    BOOST_TEST(!eth::decode_receipt_list(hex("c180")));
    BOOST_TEST(!eth::decode_receipt_list(hex("c1c0")));
    BOOST_TEST(eth::decode_receipt_list(hex("c0")).value().empty());
}

BOOST_AUTO_TEST_SUITE_END()
