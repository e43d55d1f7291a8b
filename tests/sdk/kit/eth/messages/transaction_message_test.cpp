#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/messages/announcement.hpp>
#include <kit/eth/messages/transaction.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_transaction.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

/// Distinct, well-formed as far as messages look: a type byte and a list with one number.
eth::RawTransaction small_transaction(std::uint64_t number, std::uint8_t type) {
    rlp::Writer out;
    out.raw(BytesView{&type, 1});
    out.list([&] { out.u64(number); });
    SharedBytes bytes{out.take()};
    const Hash256 hash = crypto::keccak256(bytes);
    return {std::move(bytes), hash};
}

std::vector<eth::RawTransaction> small_transactions(std::size_t count) {
    std::vector<eth::RawTransaction> transactions;
    for (std::size_t i = 0; i < count; ++i) transactions.push_back(small_transaction(i + 1, 2));
    return transactions;
}

Bytes computed(const char* what) {
    const json::value file = vectors("eth_messages.json");
    for (const json::value& entry : file.at("computed_other").as_array()) {
        if (std::string_view{entry.at("what").as_string()}.starts_with(what)) {
            return hex(entry.at("payload"));
        }
    }
    throw std::runtime_error("no such message");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transaction_messages)

BOOST_AUTO_TEST_CASE(the_published_pooled_transactions_decode_and_encode_to_the_same_bytes) {
    const json::value file = vectors("eth_messages.json");
    for (const json::value& entry : file.at("messages").as_array()) {
        if (number(entry.at("code")) != 10) continue;
        const SharedBytes payload = shared(entry.at("payload"));

        const auto response = eth::decode_pooled_transactions(payload, 2);

        BOOST_REQUIRE(response);
        BOOST_TEST(response->id == 1111U);
        BOOST_REQUIRE(response->content.size() == 2U);
        const Bytes first = hex(file.at("inputs").at("tx_rlp").at(0));
        BOOST_TEST(to_hex(response->content[0].bytes) == to_hex(first));
        BOOST_CHECK(response->content[0].hash == crypto::keccak256(first));
        BOOST_TEST(to_hex(eth::encode_pooled_transactions(response->id, response->content)) ==
                   to_hex(payload));
        BOOST_CHECK(eth::decode_pooled_transactions(payload, 1).error() == Errc::limit_exceeded);
    }
}

BOOST_AUTO_TEST_CASE(typed_transactions_are_wrapped_and_unwrapped) {
    const std::vector<eth::RawTransaction> sent = small_transactions(3);

    const SharedBytes payload{eth::encode_transactions(sent)};
    const auto received = eth::decode_transactions(payload);

    BOOST_TEST(to_hex(payload) == "cc8302c1018302c1028302c103");
    BOOST_REQUIRE(received);
    BOOST_REQUIRE(received->size() == 3U);
    BOOST_TEST(to_hex((*received)[1].bytes) == "02c102");
    BOOST_CHECK((*received)[2].hash == sent[2].hash);
}

BOOST_AUTO_TEST_CASE(five_thousand_transactions_are_taken_and_one_more_refused) {
    std::vector<eth::RawTransaction> many = small_transactions(eth::limits::transactions + 1);

    const auto refused = eth::decode_transactions(SharedBytes{eth::encode_transactions(many)});
    many.pop_back();
    const auto taken = eth::decode_transactions(SharedBytes{eth::encode_transactions(many)});

    BOOST_CHECK(refused.error() == Errc::limit_exceeded);
    BOOST_TEST(taken.value().size() == eth::limits::transactions);
}

BOOST_AUTO_TEST_CASE(the_same_transaction_twice_is_refused) {
    const eth::RawTransaction one = small_transaction(1, 2);
    const std::vector twice{one, small_transaction(2, 2), one};

    BOOST_CHECK(eth::decode_transactions(SharedBytes{eth::encode_transactions(twice)}).error() ==
                Errc::invalid_data);
    const SharedBytes pooled{eth::encode_pooled_transactions(1, twice)};
    BOOST_CHECK(eth::decode_pooled_transactions(pooled, 3).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(a_blob_transaction_is_sent_on_request_only) {
    const std::vector blob{small_transaction(1, eth::transaction_type::blob)};

    const SharedBytes pooled{eth::encode_pooled_transactions(1, blob)};
    const SharedBytes unrequested{eth::encode_transactions(blob)};

    BOOST_TEST(eth::decode_pooled_transactions(pooled, 1).has_value());
    BOOST_CHECK(eth::decode_transactions(unrequested).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(a_sidecar_does_not_change_the_hash_of_a_blob_transaction) {
    const Bytes bare = hex("03c101");
    const Bytes with_sidecar = hex("03c5c101c0c0c0");

    BOOST_CHECK(eth::transaction_hash(with_sidecar) == crypto::keccak256(bare));
    BOOST_CHECK(eth::transaction_hash(bare) == crypto::keccak256(bare));
}

BOOST_AUTO_TEST_CASE(what_is_no_transaction_is_refused) {
    for (const char* payload : {"c180", "c101", "c28100", "c3820180", "c38200c0", "c58402c101c0",
                                "c38280c0", "c382c0c0", "c38202c1", "80", ""}) {
        BOOST_TEST_CONTEXT("payload " << payload) {
            BOOST_TEST(!eth::decode_transactions(SharedBytes{hex(payload)}));
        }
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_type_is_passed_on_as_it_is) {
    const auto transactions = eth::decode_transactions(SharedBytes{hex("c4837fc101")});

    BOOST_REQUIRE(transactions);
    BOOST_TEST(eth::type_of(transactions->front().bytes) == 0x7f);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(announcements)

BOOST_AUTO_TEST_CASE(hashes_alone_decode_and_encode_to_the_same_bytes) {
    const Bytes payload = computed("NewPooledTransactionHashes eth/66-67");

    const auto announced = eth::decode_announcement_v1(payload);

    BOOST_REQUIRE(announced);
    BOOST_TEST(announced->size() == 3U);
    BOOST_TEST(!announced->front().type);
    BOOST_TEST(to_hex(eth::encode_announcement_v1(*announced)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(types_and_sizes_decode_and_encode_to_the_same_bytes) {
    const Bytes payload = computed("NewPooledTransactionHashes eth/68+");

    const auto announced = eth::decode_announcement_v2(payload);

    BOOST_REQUIRE(announced);
    BOOST_REQUIRE(announced->size() == 3U);
    BOOST_TEST(announced->at(1).type.value() == 2);
    BOOST_TEST(announced->at(2).size.value() == 131200U);
    BOOST_TEST(to_hex(eth::encode_announcement_v2(*announced)) == to_hex(payload));
}

BOOST_AUTO_TEST_CASE(an_empty_announcement_has_three_empty_parts) {
    const Bytes payload = computed("NewPooledTransactionHashes eth/68, empty");

    BOOST_TEST(eth::decode_announcement_v2(payload).value().empty());
    BOOST_TEST(to_hex(eth::encode_announcement_v2({})) == to_hex(payload));
    BOOST_TEST(eth::decode_announcement_v1(hex("c0")).value().empty());
}

BOOST_AUTO_TEST_CASE(parts_of_unequal_length_are_refused) {
    BOOST_CHECK(eth::decode_announcement_v2(hex("c302c0c0")).error() == Errc::malformed);
    BOOST_CHECK(eth::decode_announcement_v2(hex("c480c101c0")).error() == Errc::malformed);
    BOOST_CHECK(eth::decode_announcement_v2(hex("c402c101c0")).error() == Errc::malformed);
    BOOST_TEST(!eth::decode_announcement_v2(hex("c280c0")));
    BOOST_TEST(!eth::decode_announcement_v2(hex("c480c0c0c0")));
}

BOOST_AUTO_TEST_CASE(more_hashes_than_the_limit_are_refused) {
    std::vector<eth::TransactionAnnouncement> many(eth::limits::announced_transactions + 1);

    BOOST_CHECK(eth::decode_announcement_v1(eth::encode_announcement_v1(many)).error() ==
                Errc::limit_exceeded);
    BOOST_CHECK(eth::decode_announcement_v2(eth::encode_announcement_v2(many)).error() ==
                Errc::limit_exceeded);
    many.pop_back();
    BOOST_TEST(eth::decode_announcement_v1(eth::encode_announcement_v1(many)).has_value());
    BOOST_TEST(eth::decode_announcement_v2(eth::encode_announcement_v2(many)).has_value());
}

BOOST_AUTO_TEST_CASE(a_transaction_at_hand_is_announced_with_type_and_size) {
    const eth::RawTransaction transaction = small_transaction(1, 2);

    const eth::TransactionAnnouncement announcement = eth::announcement_of(transaction);

    BOOST_CHECK(announcement.hash == transaction.hash);
    BOOST_TEST(announcement.type.value() == 2);
    BOOST_TEST(announcement.size.value() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
