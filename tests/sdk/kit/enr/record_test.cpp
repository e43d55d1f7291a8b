#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include <kit/crypto/keccak.hpp>
#include <kit/enr/record.hpp>
#include <kit/rlp/writer.hpp>
#include <tests/vectors/vectors.hpp>

using namespace plexus;

namespace {

const boost::json::object& vectors() {
    static const boost::json::value parsed = [] {
        std::ifstream file{PLEXUS_VECTORS "/enr_eip778.json"};
        const std::string text{std::istreambuf_iterator<char>{file}, {}};
        return boost::json::parse(text);
    }();
    return parsed.as_object();
}

std::string text(const boost::json::value& value) { return value.as_string().c_str(); }

Bytes bytes(const boost::json::value& value) { return from_hex(text(value)).value(); }

std::string hex(BytesView view) { return "0x" + to_hex(view); }

const boost::json::object& example() { return vectors().at("eip778").as_object(); }

/// A record of these entries under a signature that cannot be good.
Bytes record_of(const std::vector<std::pair<std::string, Bytes>>& entries) {
    rlp::Writer out;
    out.list([&] {
        out.bytes(Bytes(64, 1));
        out.u64(1);
        for (const auto& [key, value] : entries) {
            out.text(key);
            out.raw(value);
        }
    });
    return out.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(record)

BOOST_AUTO_TEST_CASE(the_example_of_eip_778_is_read_from_its_text) {
    const Result<enr::Record> record = enr::Record::from_text(text(example().at("text")));

    BOOST_REQUIRE(record.has_value());
    BOOST_TEST(record->sequence() == 1U);
    BOOST_TEST(hex(record->rlp()) == text(example().at("record_rlp")));
    BOOST_TEST(hex(crypto::keccak256(record->id())) == text(example().at("node_id")));
    BOOST_TEST(record->ip4().value().to_string() == "127.0.0.1");
    BOOST_TEST(record->udp_port().value() == 30303);
    BOOST_TEST(!record->tcp_port());
    BOOST_TEST(!record->ip6());
    BOOST_TEST(record->text() == text(example().at("text")));
}

BOOST_AUTO_TEST_CASE(a_node_is_read_from_either_text) {
    const net::Node node = enr::parse_node(text(example().at("text"))).value();

    BOOST_TEST(node.enode() == "enode://" + to_hex(node.id) + "@127.0.0.1:0?discport=30303");
    BOOST_TEST(node.record->sequence == 1U);
    BOOST_TEST((node.record->id == node.id));
    BOOST_TEST((node.record->ip4 == node.ip4));
    BOOST_TEST(enr::Record(*node.record).text() == text(example().at("text")));
    BOOST_TEST((enr::parse_node(node.enode()).value() == node));
    BOOST_TEST(enr::parse_node("enr:abc").has_error());
}

BOOST_AUTO_TEST_CASE(records_of_other_clients_are_judged_by_their_signature) {
    for (const boost::json::value& entry : vectors().at("others_in_tests").as_array()) {
        const boost::json::object& expected = entry.as_object();
        const Result<enr::Record> record = enr::Record::from_text(text(expected.at("text")));

        BOOST_TEST(record.has_value() == expected.at("signature_valid").as_bool());
        if (!record) continue;
        BOOST_TEST(record->sequence() == expected.at("seq").to_number<std::uint64_t>());
        BOOST_TEST(hex(crypto::keccak256(record->id())) == text(expected.at("node_id")));
        const boost::json::value& eth = expected.at("eth_entry_rlp");
        BOOST_TEST(record->value("eth").has_value() == eth.is_string());
        if (eth.is_string()) BOOST_TEST(hex(record->value("eth").value()) == text(eth));
    }
}

BOOST_AUTO_TEST_CASE(records_as_bsc_nodes_publish_them_are_read) {
    for (const boost::json::value& entry : vectors().at("computed_bsc_style").as_array()) {
        const boost::json::object& expected = entry.as_object();
        const Result<enr::Record> record = enr::Record::decode(bytes(expected.at("record_rlp")));

        BOOST_REQUIRE(record.has_value());
        BOOST_TEST(record->text() == text(expected.at("text")));
        BOOST_TEST(hex(record->value("eth").value()) == "0xcbca84d38cc282846b176ba8");
        BOOST_TEST(record->tcp_port().value() == 30311);
    }
}

BOOST_AUTO_TEST_CASE(any_changed_byte_is_noticed) {
    const Bytes good = bytes(example().at("record_rlp"));
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] ^= 1;

        BOOST_TEST(!enr::Record::decode(bad).has_value(), "byte " << at);
    }
}

BOOST_AUTO_TEST_CASE(a_record_that_is_cut_or_followed_by_something_is_refused) {
    Bytes bytes_of_record = bytes(example().at("record_rlp"));
    for (std::size_t size = 0; size < bytes_of_record.size(); ++size) {
        BOOST_TEST(!enr::Record::decode(BytesView{bytes_of_record}.first(size)).has_value());
    }
    bytes_of_record.push_back(0x80);

    BOOST_TEST((enr::Record::decode(bytes_of_record).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(keys_out_of_order_or_twice_are_refused) {
    const Bytes one{1};

    BOOST_TEST((enr::Record::decode(record_of({{"udp", one}, {"tcp", one}})).error() ==
                Errc::non_canonical));
    BOOST_TEST((enr::Record::decode(record_of({{"tcp", one}, {"tcp", one}})).error() ==
                Errc::non_canonical));
}

BOOST_AUTO_TEST_CASE(a_key_without_value_is_refused) {
    BOOST_TEST((enr::Record::decode(record_of({{"id", Bytes{}}})).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(another_identity_scheme_is_unsupported) {
    const Bytes v5{0x82, 'v', '5'};

    BOOST_TEST((enr::Record::decode(record_of({{"id", v5}})).error() == Errc::unsupported));
    BOOST_TEST((enr::Record::decode(record_of({})).error() == Errc::unsupported));
}

BOOST_AUTO_TEST_CASE(a_record_above_300_bytes_is_refused_before_it_is_read) {
    const Bytes large(enr::max_record_bytes + 1, 0xc0);

    BOOST_TEST((enr::Record::decode(large).error() == Errc::limit_exceeded));
    BOOST_TEST(
        (enr::Record::from_text("enr:" + std::string(5000, 'A')).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(a_text_without_its_prefix_or_with_padding_is_refused) {
    const std::string good = text(example().at("text"));

    BOOST_TEST((enr::Record::from_text(good.substr(4)).error() == Errc::malformed));
    BOOST_TEST((enr::Record::from_text(good + "=").error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(what_go_ethereum_takes_is_taken_and_nothing_else) {
    const boost::json::value more = testing::vectors("enr_more");
    for (const auto& each : more.at("cases").as_array()) {
        const std::string name = text(each.at("name"));
        const Result<enr::Record> record = enr::Record::decode(bytes(each.at("rlp")));
        BOOST_TEST(record.has_value() == each.at("geth_ok").as_bool(), name);
        BOOST_TEST(enr::Record::from_text(text(each.at("text"))).has_value() == record.has_value(),
                   name);
        if (!record) continue;
        BOOST_TEST(std::to_string(record->sequence()) == text(each.at("seq")), name);
        BOOST_TEST(record->text() == text(each.at("text")), name);
        BOOST_TEST(hex(crypto::keccak256(record->id())) == text(each.at("node_id")), name);
    }
}

BOOST_AUTO_TEST_SUITE_END()
