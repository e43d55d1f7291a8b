#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/status.hpp>
#include <kit/eth/wide.hpp>

#include "vectors.hpp"

using namespace plexus;
using namespace plexus::testing;

namespace {

eth::Status sample() {
    eth::Status status;
    status.version = 68;
    status.network_id = 0x1'0000'0001;
    status.total_difficulty = eth::wide(240'000'000);
    status.head.bytes.fill(0x11);
    status.genesis.bytes.fill(0x22);
    status.fork_id = {{{0xd3, 0x8c, 0xc2, 0x82}}, 1796697000};
    return status;
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
        BOOST_CHECK(status->total_difficulty == eth::wide(number(fields.at("td"))));
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
    status.total_difficulty = {};
    status.total_difficulty.bytes[32 - 13] = 0x0f;
    BOOST_TEST(eth::status_v1.decode(eth::status_v1.encode(status)).has_value());

    status.total_difficulty.bytes[32 - 13] = 0x10;
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
    Bytes payload = eth::status_v1.encode(sample());
    for (std::size_t size = 0; size < payload.size(); ++size) {
        BOOST_TEST(!eth::status_v1.decode(BytesView{payload}.first(size)));
    }
    payload.push_back(0x80);
    BOOST_TEST(!eth::status_v1.decode(payload));
}

BOOST_AUTO_TEST_SUITE_END()
