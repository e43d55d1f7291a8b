#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/messages.hpp>
#include <plugins/bsc/protocol/block_range.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

std::vector<eth::RawBlock> blocks_down_from(std::size_t first, std::size_t count) {
    std::vector<eth::RawBlock> blocks;
    for (std::size_t i = 0; i < count; ++i) blocks.push_back(chain_block(first - i));
    return blocks;
}

bsc::BlockRange by_number(std::uint64_t number, std::uint64_t count) {
    bsc::BlockRange range;
    range.number = number;
    range.count = count;
    return range;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(block_ranges)

BOOST_AUTO_TEST_CASE(requests_are_written_as_published) {
    const json::value part = vectors("bsc_protocol.json").at("get_blocks_by_range");
    bsc::BlockRange range = by_number(120'000'000, 5);

    BOOST_TEST(to_hex(bsc::encode_get_blocks_by_range(7, range)) ==
               to_hex(hex(part.at("by_height_zero_hash"))));
    range.hash.emplace();
    range.hash->bytes.fill(0x11);
    BOOST_TEST(to_hex(bsc::encode_get_blocks_by_range(7, range)) ==
               to_hex(hex(part.at("by_hash"))));
}

BOOST_AUTO_TEST_CASE(published_requests_are_understood) {
    const json::value part = vectors("bsc_protocol.json").at("get_blocks_by_range");

    const auto by_hash = bsc::decode_get_blocks_by_range(hex(part.at("by_hash"))).value();
    const auto by_height =
        bsc::decode_get_blocks_by_range(hex(part.at("by_height_zero_hash"))).value();

    BOOST_TEST(by_hash.id == 7U);
    BOOST_TEST(by_hash.content.hash.has_value());
    BOOST_TEST(by_height.content.number == 120'000'000U);
    BOOST_TEST(by_height.content.count == 5U);
    BOOST_TEST(!by_height.content.hash.has_value());
}

BOOST_AUTO_TEST_CASE(an_empty_response_is_the_published_one) {
    const json::value part = vectors("bsc_protocol.json").at("blocks_by_range_empty");
    const SharedBytes payload = shared(part.at("payload"));

    BOOST_TEST(to_hex(eth::encode_response(7, {})) == to_hex(payload));
    BOOST_TEST(bsc::decode_blocks_by_range(payload, 1).value().content.empty());
}

BOOST_AUTO_TEST_CASE(a_count_of_none_or_too_many_is_refused) {
    for (const std::uint64_t count : {0U, 65U}) {
        const Bytes request = bsc::encode_get_blocks_by_range(1, by_number(9, count));
        BOOST_CHECK(bsc::decode_get_blocks_by_range(request).error() == Errc::limit_exceeded);
    }
    const Bytes most = bsc::encode_get_blocks_by_range(1, by_number(9, 64));
    BOOST_TEST(bsc::decode_get_blocks_by_range(most).has_value());
}

BOOST_AUTO_TEST_CASE(malformed_requests_are_refused) {
    for (const char* text : {"", "c0", "c20780", "e6078080a0", "80"}) {
        BOOST_TEST_CONTEXT("request " << text) {
            BOOST_TEST(!bsc::decode_get_blocks_by_range(hex(text)));
        }
    }
}

BOOST_AUTO_TEST_CASE(blocks_come_back_as_they_were_sent) {
    const std::vector<SharedBytes> sent = descending(40, 8);
    const SharedBytes payload{eth::encode_response(3, sent)};

    const auto response = bsc::decode_blocks_by_range(payload, 8).value();

    BOOST_TEST(response.id == 3U);
    for (std::size_t i = 0; i < sent.size(); ++i) {
        BOOST_TEST(to_hex(eth::block_list(response.content[i])) == to_hex(sent[i]));
    }
    BOOST_TEST(bsc::check_range(by_number(40, 8), response.content).has_value());
}

BOOST_AUTO_TEST_CASE(more_blocks_than_requested_are_refused_before_decoding) {
    const SharedBytes payload{eth::encode_response(3, descending(40, 3))};

    BOOST_CHECK(bsc::decode_blocks_by_range(payload, 2).error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(malformed_responses_are_refused) {
    for (const char* text : {"", "c0", "c107", "c20780", "c307c180", "c307c1c0"}) {
        BOOST_TEST_CONTEXT("response " << text) {
            BOOST_TEST(!bsc::decode_blocks_by_range(SharedBytes{hex(text)}, 4));
        }
    }
}

BOOST_AUTO_TEST_CASE(another_first_block_is_refused) {
    const std::vector<eth::RawBlock> blocks = blocks_down_from(40, 3);
    bsc::BlockRange by_hash = by_number(40, 3);
    by_hash.hash = chain_block(41).hash;

    BOOST_CHECK(bsc::check_range(by_number(41, 3), blocks).error() == Errc::invalid_data);
    BOOST_CHECK(bsc::check_range(by_hash, blocks).error() == Errc::invalid_data);
    by_hash.hash = chain_block(40).hash;
    BOOST_TEST(bsc::check_range(by_hash, blocks).has_value());
}

BOOST_AUTO_TEST_CASE(blocks_that_are_not_parents_are_refused) {
    std::vector<eth::RawBlock> gap = blocks_down_from(40, 3);
    gap.erase(gap.begin() + 1);
    std::vector<eth::RawBlock> ascending{chain_block(40), chain_block(41)};

    BOOST_CHECK(bsc::check_range(by_number(40, 3), gap).error() == Errc::invalid_data);
    BOOST_CHECK(bsc::check_range(by_number(40, 3), ascending).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(a_body_of_another_block_is_refused) {
    std::vector<eth::RawBlock> blocks = blocks_down_from(250, 2);
    blocks[1].body = blocks[0].body;

    BOOST_CHECK(bsc::check_range(by_number(250, 2), blocks).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(no_blocks_at_all_are_no_breach) {
    BOOST_CHECK(bsc::check_range(by_number(40, 3), {}).error() == Errc::not_found);
}

BOOST_AUTO_TEST_SUITE_END()
