#include <boost/test/unit_test.hpp>

#include <algorithm>

#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

BOOST_AUTO_TEST_SUITE(headers)

namespace {

/// A header with all fields that are known.
eth::Header full() {
    eth::Header header;
    header.number = 7;
    header.difficulty = 2;
    header.base_fee = 0;
    header.withdrawals_root = Hash256{};
    header.blob_gas_used = 131072;
    header.excess_blob_gas = 0;
    header.parent_beacon_root = Hash256{};
    header.requests_hash = Hash256{};
    return header;
}

}  // namespace

BOOST_AUTO_TEST_CASE(real_headers_of_bsc_hash_and_round_trip) {
    const json::value file = vectors("real_bsc_blocks.json");
    for (const json::value& entry : file.at("headers").as_array()) {
        const Bytes rlp = hex(entry.at("header_rlp"));
        const eth::Header header = eth::decode_header(rlp).value();

        BOOST_TEST(header.number == number(entry.at("number")));
        BOOST_CHECK(crypto::keccak256(rlp) == fixed(entry.at("hash")));
        BOOST_TEST(to_hex(eth::encode_header(header)) == to_hex(rlp));
    }
}

BOOST_AUTO_TEST_CASE(every_count_of_optional_fields_round_trips) {
    eth::Header header = full();
    const auto check = [&header] {
        BOOST_CHECK(eth::decode_header(eth::encode_header(header)).value() == header);
    };
    header.unknown = hex("a0000000000000000000000000000000000000000000000000000000000000000005c0");
    check();
    header.unknown.clear();
    check();
    header.requests_hash.reset();
    check();
    header.parent_beacon_root.reset();
    check();
    header.excess_blob_gas.reset();
    header.blob_gas_used.reset();
    check();
    header.withdrawals_root.reset();
    check();
    header.base_fee.reset();
    check();
}

BOOST_AUTO_TEST_CASE(the_sanity_limits_are_those_of_geth) {
    eth::Header header = full();
    header.difficulty = Uint256::parse("0xff000000000000000000").value();  // 80 bits
    BOOST_TEST(eth::decode_header(eth::encode_header(header)).has_value());
    header.difficulty = Uint256::parse("0x1ff000000000000000000").value();
    BOOST_CHECK(eth::decode_header(eth::encode_header(header)).error() == Errc::limit_exceeded);

    header = full();
    header.extra.resize(eth::limits::extra_bytes);
    BOOST_TEST(eth::decode_header(eth::encode_header(header)).has_value());
    header.extra.resize(eth::limits::extra_bytes + 1);
    BOOST_CHECK(eth::decode_header(eth::encode_header(header)).error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(a_number_above_64_bits_is_refused) {
    eth::Header header = full();
    header.number = 0x1122334455667788;
    Bytes rlp = eth::encode_header(header);
    const Bytes written = hex("881122334455667788");
    const auto at = std::search(rlp.begin(), rlp.end(), written.begin(), written.end());
    BOOST_REQUIRE((at != rlp.end()));

    *at = 0x89;
    rlp.insert(at + 1, 0x01);
    rlp[2] = static_cast<std::uint8_t>(rlp[2] + 1);  // one byte more in the list

    BOOST_CHECK(eth::decode_header(rlp).error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(a_header_that_is_cut_short_or_has_a_tail_is_refused) {
    Bytes rlp = eth::encode_header(full());
    for (std::size_t size = 0; size < rlp.size(); ++size) {
        BOOST_TEST(!eth::decode_header(BytesView{rlp}.first(size)));
    }
    rlp.push_back(0xc0);
    BOOST_TEST(!eth::decode_header(rlp));
}

BOOST_AUTO_TEST_CASE(an_empty_string_is_no_root) {
    eth::Header header = full();
    header.withdrawals_root.reset();
    header.blob_gas_used.reset();
    header.excess_blob_gas.reset();
    header.parent_beacon_root.reset();
    header.requests_hash.reset();
    Bytes rlp = eth::encode_header(header);
    rlp.push_back(0x80);
    rlp[2] = static_cast<std::uint8_t>(rlp[2] + 1);  // one byte more in the list

    BOOST_CHECK(eth::decode_header(rlp).error() == Errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
