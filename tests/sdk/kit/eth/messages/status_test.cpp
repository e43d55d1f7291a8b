#include <boost/test/unit_test.hpp>

#include <limits>

#include <api/core/uint256.hpp>
#include <kit/eth/messages/block_range.hpp>
#include <kit/eth/messages/status.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;

namespace {

eth::Status sample() {
    eth::Status status;
    status.version = 68;
    status.network_id = 0x1'0000'0001;
    status.total_difficulty = 240'000'000;
    status.head.bytes.fill(0x11);
    status.genesis.bytes.fill(0x22);
    status.fork_id = {{{0xd3, 0x8c, 0xc2, 0x82}}, 1796697000};
    return status;
}

template <class Codec>
void check_truncations(const Codec& codec, const eth::Status& status) {
    Bytes payload = codec.encode(status);
    for (std::size_t size = 0; size < payload.size(); ++size) {
        BOOST_TEST(!codec.decode(BytesView{payload}.first(size)));
    }
    payload.push_back(0x80);
    BOOST_TEST(!codec.decode(payload));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(status_v1)

BOOST_AUTO_TEST_CASE(the_published_messages_decode_and_encode_to_the_same_bytes) {
    const boost::json::value file = vectors("eth_messages.json");
    std::size_t seen = 0;
    for (const boost::json::value& entry : file.at("status").as_array()) {
        const boost::json::value& fields = entry.at("fields");
        if (number(fields.at("version")) > 68) continue;
        const Bytes payload = hex(entry.at("payload"));

        const Result<eth::Status> status = eth::status_v1.decode(payload);

        BOOST_REQUIRE(status);
        BOOST_TEST(status->network_id == number(fields.at("network_id")));
        BOOST_CHECK(status->total_difficulty == Uint256(number(fields.at("td"))));
        BOOST_CHECK(status->head == fixed(fields.at("head")));
        BOOST_CHECK(status->genesis == fixed(fields.at("genesis")));
        BOOST_CHECK(status->fork_id.hash == fixed<4>(fields.at("fork_hash")));
        BOOST_TEST(status->fork_id.next == number(fields.at("fork_next")));
        BOOST_TEST(to_hex(eth::status_v1.encode(*status)) == to_hex(payload));
        ++seen;
    }
    BOOST_TEST(seen == 3U);
}

BOOST_AUTO_TEST_CASE(a_network_id_above_32_bits_round_trips) {
    const Result<eth::Status> status = eth::status_v1.decode(eth::status_v1.encode(sample()));

    BOOST_REQUIRE(status);
    BOOST_TEST(status->network_id == sample().network_id);
}

BOOST_AUTO_TEST_CASE(a_total_difficulty_of_100_bits_is_taken_and_of_101_refused) {
    eth::Status status = sample();
    status.total_difficulty = Uint256::parse("0xf000000000000000000000000").value();
    BOOST_TEST(eth::status_v1.decode(eth::status_v1.encode(status)).has_value());

    status.total_difficulty = Uint256::parse("0x10000000000000000000000000").value();
    const Result<eth::Status> refused = eth::status_v1.decode(eth::status_v1.encode(status));

    BOOST_CHECK(refused.error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(no_fork_to_come_is_an_empty_string_and_never_a_zero_byte) {
    eth::Status status = sample();
    status.fork_id.next = 0;
    Bytes payload = eth::status_v1.encode(status);
    BOOST_TEST(payload.back() == 0x80);

    payload.back() = 0x00;

    BOOST_CHECK(eth::status_v1.decode(payload).error() == Errc::non_canonical);
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_tail_is_refused) {
    check_truncations(eth::status_v1, sample());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

eth::Status ranged() {
    eth::Status status = sample();
    status.version = 69;
    status.total_difficulty = {};
    status.earliest = 7;
    status.latest = 1'000'000;
    return status;
}

Errc refusal_of(const eth::Status& status) {
    const Result<eth::Status> decoded = eth::status_v2.decode(eth::status_v2.encode(status));
    BOOST_REQUIRE(!decoded);
    return static_cast<Errc>(decoded.error().value());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(status_v2)

BOOST_AUTO_TEST_CASE(the_published_message_decodes_and_encodes_to_the_same_bytes) {
    const boost::json::value file = vectors("eth_messages.json");
    std::size_t seen = 0;
    for (const boost::json::value& entry : file.at("status").as_array()) {
        const boost::json::value& fields = entry.at("fields");
        if (number(fields.at("version")) < 69 || fields.as_object().contains("td")) continue;
        const Bytes payload = hex(entry.at("payload"));

        const Result<eth::Status> status = eth::status_v2.decode(payload);

        BOOST_REQUIRE(status);
        BOOST_TEST(status->version == 69U);
        BOOST_TEST(status->network_id == number(fields.at("network_id")));
        BOOST_CHECK(status->genesis == fixed(fields.at("genesis")));
        BOOST_CHECK(status->fork_id.hash == fixed<4>(fields.at("fork_hash")));
        BOOST_TEST(status->earliest == number(fields.at("earliest")));
        BOOST_TEST(status->latest == number(fields.at("latest")));
        BOOST_CHECK(status->head == fixed(fields.at("latest_hash")));
        BOOST_CHECK(status->total_difficulty == Uint256{});
        BOOST_TEST(to_hex(eth::status_v2.encode(*status)) == to_hex(payload));
        ++seen;
    }
    BOOST_TEST(seen == 1U);
}

BOOST_AUTO_TEST_CASE(a_range_that_ends_before_it_begins_is_refused) {
    eth::Status status = ranged();
    status.earliest = status.latest;
    BOOST_TEST(eth::status_v2.decode(eth::status_v2.encode(status)).has_value());

    ++status.earliest;

    BOOST_CHECK(refusal_of(status) == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(a_hash_of_zeros_is_refused) {
    eth::Status status = ranged();
    status.head = {};

    BOOST_CHECK(refusal_of(status) == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(a_node_that_has_the_genesis_block_alone_is_taken) {
    eth::Status status = ranged();
    status.earliest = 0;
    status.latest = 0;

    BOOST_TEST(eth::status_v2.decode(eth::status_v2.encode(status)).has_value());
}

BOOST_AUTO_TEST_CASE(the_layout_of_another_version_is_refused) {
    BOOST_TEST(!eth::status_v2.decode(eth::status_v1.encode(sample())));
    BOOST_TEST(!eth::status_v1.decode(eth::status_v2.encode(ranged())));
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_tail_is_refused) {
    check_truncations(eth::status_v2, ranged());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(block_range)

BOOST_AUTO_TEST_CASE(an_update_round_trips_up_to_the_last_number) {
    eth::BlockRange range;
    range.latest = std::numeric_limits<std::uint64_t>::max();
    range.earliest = range.latest - 1;
    range.latest_hash.bytes.fill(0x33);

    const auto decoded = eth::decode_block_range_update(eth::encode_block_range_update(range));

    BOOST_CHECK(decoded.value() == range);
}

BOOST_AUTO_TEST_CASE(an_update_that_cannot_be_is_refused) {
    eth::BlockRange range;
    BOOST_CHECK(eth::decode_block_range_update(eth::encode_block_range_update(range)).error() ==
                Errc::invalid_data);
    range.latest_hash.bytes.fill(0x33);
    range.earliest = 1;
    BOOST_CHECK(eth::decode_block_range_update(eth::encode_block_range_update(range)).error() ==
                Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(every_truncation_and_every_tail_of_an_update_is_refused) {
    eth::BlockRange range;
    range.latest_hash.bytes.fill(0x33);
    Bytes payload = eth::encode_block_range_update(range);
    for (std::size_t size = 0; size < payload.size(); ++size) {
        BOOST_TEST(!eth::decode_block_range_update(BytesView{payload}.first(size)));
    }
    payload.push_back(0x80);
    BOOST_TEST(!eth::decode_block_range_update(payload));
    BOOST_TEST(!eth::decode_block_range_update(hex("e3008080")));
}

BOOST_AUTO_TEST_SUITE_END()
