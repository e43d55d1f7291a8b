#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/receipts.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/receipt_form.hpp>
#include <kit/rlp/writer.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

SharedBytes first_list(const json::value& entry) {
    const SharedBytes payload = shared(entry.at("payload"));
    return eth::decode_receipts_response_v1(payload, 1).value().content.blocks.at(0);
}

eth::Receipt sample(std::uint8_t type) {
    eth::Receipt receipt;
    receipt.type = type;
    receipt.succeeded = true;
    receipt.cumulative_gas = 21000;
    receipt.logs = {{Address{}, {Hash256{}, Hash256{}}, {1, 2}}, {Address{}, {}, {}}};
    receipt.bloom = eth::bloom_of(receipt.logs);
    return receipt;
}

/// `[[type, status, gas, logs]]`
SharedBytes short_list(std::uint64_t type, BytesView outcome, BytesView logs) {
    rlp::Writer out;
    out.list([&] {
        out.list([&] {
            out.u64(type);
            out.raw(outcome);
            out.u64(1);
            out.raw(logs);
        });
    });
    return SharedBytes{out.take()};
}

bool is_refused(const SharedBytes& list) { return !eth::with_blooms(list); }

const Bytes good_status{0x01};
const Bytes no_logs{0xc0};

}  // namespace

BOOST_AUTO_TEST_SUITE(receipt_forms)

BOOST_AUTO_TEST_CASE(the_published_receipt_has_the_published_short_form) {
    const json::value file = vectors("eth_messages.json");
    const SharedBytes whole = first_list(file.at("messages").at(8));
    const SharedBytes published = first_list(file.at("computed_other").at(6));

    BOOST_TEST(to_hex(eth::without_blooms(whole).value()) == to_hex(published));
}

BOOST_AUTO_TEST_CASE(receipts_of_every_type_come_back_as_they_were) {
    std::vector<eth::Receipt> receipts;
    for (std::uint8_t type = 0; type <= 4; ++type) receipts.push_back(sample(type));
    eth::Receipt& old = receipts.emplace_back(sample(0));
    old.succeeded = false;
    old.post_state = Hash256{};
    receipts.emplace_back(sample(0x7f)).succeeded = false;
    const SharedBytes list{eth::encode_receipt_list(receipts)};

    const SharedBytes short_form = eth::without_blooms(list).value();

    BOOST_TEST(short_form.size() < list.size() - 7 * 256);
    BOOST_TEST(to_hex(eth::with_blooms(short_form).value()) == to_hex(list));
}

// More values than are remembered at a time, each several times.
BOOST_AUTO_TEST_CASE(the_blooms_of_many_different_logs_come_back) {
    std::vector<eth::Receipt> receipts;
    for (std::uint16_t i = 0; i < 900; ++i) {
        Hash256 topic;
        Address address;
        topic.bytes[30] = address.bytes[18] = static_cast<std::uint8_t>(i >> 8);
        topic.bytes[31] = address.bytes[19] = static_cast<std::uint8_t>(i);
        eth::Receipt& receipt = receipts.emplace_back(sample(2));
        receipt.logs.push_back({address, {topic, topic, Hash256{}}, {}});
        receipt.bloom = eth::bloom_of(receipt.logs);
    }
    const SharedBytes list{eth::encode_receipt_list(receipts)};

    const SharedBytes short_form = eth::without_blooms(list).value();

    BOOST_TEST((eth::with_blooms(short_form).value().view().size() == list.size()));
    BOOST_TEST(to_hex(eth::with_blooms(short_form).value()) == to_hex(list));
}

BOOST_AUTO_TEST_CASE(no_receipts_are_no_receipts) {
    const SharedBytes none{hex("c0")};

    BOOST_TEST(to_hex(eth::without_blooms(none).value()) == "c0");
    BOOST_TEST(to_hex(eth::with_blooms(none).value()) == "c0");
}

BOOST_AUTO_TEST_CASE(what_a_chain_appends_to_a_receipt_is_kept) {
    const SharedBytes list{hex("c7c6800101c0c105")};  // [[0, 1, 1, [], [5]]]

    const SharedBytes whole = eth::with_blooms(list).value();

    BOOST_TEST(to_hex(eth::without_blooms(whole).value()) == to_hex(list));
}

BOOST_AUTO_TEST_CASE(a_bloom_of_other_logs_is_refused) {
    std::vector<eth::Receipt> receipts{sample(2), sample(0), sample(3)};
    const SharedBytes good{eth::encode_receipt_list(receipts)};
    receipts[1].bloom.bytes[9] ^= 1;
    const SharedBytes bad{eth::encode_receipt_list(receipts)};

    BOOST_TEST(to_hex(eth::checked_blooms(good).value()) == to_hex(good));
    BOOST_TEST((eth::checked_blooms(bad).error() == Errc::invalid_data));
    BOOST_TEST((eth::checked_blooms(SharedBytes{hex("c1c0")}).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_receipt_that_is_none_is_refused) {
    BOOST_TEST(!is_refused(short_list(2, good_status, no_logs)));
    BOOST_TEST(is_refused(short_list(0x80, good_status, no_logs)));  // no type: EIP-2718
    BOOST_TEST(is_refused(short_list(0x102, good_status, no_logs)));
    BOOST_TEST(is_refused(short_list(2, no_logs, no_logs)));          // a list as status
    BOOST_TEST(is_refused(short_list(2, good_status, good_status)));  // a string as logs
    BOOST_TEST(is_refused(short_list(2, Bytes(34, 0xa1), no_logs)));
    BOOST_TEST(is_refused(SharedBytes{hex("c101")}));
    BOOST_TEST(is_refused(SharedBytes{hex("80")}));
    BOOST_TEST(is_refused(SharedBytes{}));
    BOOST_TEST(!eth::without_blooms(SharedBytes{hex("c1c0")}));
    BOOST_TEST(!eth::without_blooms(SharedBytes{hex("c102")}));
}

BOOST_AUTO_TEST_CASE(a_log_that_is_none_is_refused) {
    BOOST_TEST(is_refused(short_list(0, good_status, hex("c1c0"))));
    BOOST_TEST(is_refused(short_list(0, good_status, hex("c180"))));
    // An address of 19 bytes.
    BOOST_TEST(is_refused(
        short_list(0, good_status, hex("d7d69300000000000000000000000000000000000000c080"))));
    // An address, and a topic of one byte.
    BOOST_TEST(is_refused(
        short_list(0, good_status, hex("d9d8940000000000000000000000000000000000000000c10180"))));
}

BOOST_AUTO_TEST_CASE(every_truncation_is_refused) {
    const Bytes list = eth::encode_receipt_list({sample(2), sample(0)});
    const SharedBytes short_form = eth::without_blooms(SharedBytes{list}).value();
    for (std::size_t size = 0; size < list.size(); ++size) {
        BOOST_TEST(!eth::without_blooms(
            SharedBytes{Bytes(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(size))}));
    }
    for (std::size_t size = 0; size < short_form.size(); ++size) {
        BOOST_TEST(is_refused(short_form.slice(short_form.view().first(size))));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(receipts_in_parts)

BOOST_AUTO_TEST_CASE(a_request_carries_its_offset) {
    eth::ReceiptsQuery query;
    query.first = 300;
    query.hashes.resize(2);
    query.hashes[1].bytes.fill(0x11);

    const auto read = eth::decode_get_receipts_v3(eth::encode_get_receipts_v3(9, query)).value();

    BOOST_TEST(read.id == 9U);
    BOOST_TEST(read.content.first == 300U);
    BOOST_CHECK(read.content.hashes == query.hashes);
    BOOST_TEST(!eth::decode_get_receipts_v3(hex("c30180")));      // no hashes
    BOOST_TEST(!eth::decode_get_receipts_v3(hex("c301c0c0")));    // a list as offset
    BOOST_TEST(!eth::decode_get_receipts_v3(hex("c40180c180")));  // no hash
    BOOST_TEST(!eth::decode_get_receipts_v3(hex("c50180c08080")));
    BOOST_TEST(!eth::decode_get_receipts_v3(hex("cc0189010000000000000000c0")));
}

BOOST_AUTO_TEST_CASE(a_request_without_offset_is_another_versions) {
    eth::ReceiptsQuery query;
    query.hashes.resize(1);
    BOOST_TEST(!eth::decode_get_receipts_v3(eth::encode_get_receipts_v1(9, query)));
    BOOST_TEST(!eth::decode_get_receipts_v1(eth::encode_get_receipts_v3(9, query)));
}

BOOST_AUTO_TEST_CASE(of_too_many_hashes_the_first_ones_are_looked_at) {
    eth::ReceiptsQuery query;
    query.hashes.resize(eth::limits::lookups + 5);
    const Bytes payload = eth::encode_get_receipts_v3(9, query);
    BOOST_TEST(!eth::decode_get_receipts_v3(payload).has_error());
    BOOST_TEST(eth::decode_get_receipts_v3(payload).value().content.hashes.size() ==
               eth::limits::lookups);
}

BOOST_AUTO_TEST_CASE(a_response_says_whether_its_last_list_is_whole) {
    const auto cut =
        eth::decode_receipts_response_v3(SharedBytes{hex("c60101c3c0c1c0")}, 2).value();
    BOOST_TEST(cut.content.last_incomplete);
    BOOST_TEST(cut.content.blocks.size() == 2U);
    const auto whole = eth::decode_receipts_response_v3(SharedBytes{hex("c40180c1c0")}, 2).value();
    BOOST_TEST(!whole.content.last_incomplete);
    BOOST_TEST(eth::decode_receipts_response_v3(SharedBytes{hex("c30180c0")}, 2).has_value());
}

BOOST_AUTO_TEST_CASE(a_cut_list_without_a_receipt_is_refused) {
    const auto refusal = [](const char* payload) {
        return eth::decode_receipts_response_v3(SharedBytes{hex(payload)}, 5).error();
    };
    BOOST_CHECK(refusal("c30101c0") == Errc::invalid_data);
    BOOST_CHECK(refusal("c40101c1c0") == Errc::invalid_data);
    BOOST_CHECK(refusal("c60101c3c1c0c0") == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(responses_of_the_wrong_form_are_refused) {
    const auto refused = [](const char* payload) {
        return !eth::decode_receipts_response_v3(SharedBytes{hex(payload)}, 1);
    };
    BOOST_TEST(refused("c20180"));        // no list
    BOOST_TEST(refused("c30102c0"));      // a flag that is neither
    BOOST_TEST(refused("c301c0c0"));      // a list as flag
    BOOST_TEST(refused("c40180c180"));    // a string as block
    BOOST_TEST(refused("c50180c2c0c0"));  // two for one
    BOOST_TEST(refused("c40180c080"));    // a tail
}

BOOST_AUTO_TEST_SUITE_END()
