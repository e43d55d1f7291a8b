#include <boost/test/unit_test.hpp>

#include <api/core/uint256.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/messages/block.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/rlp/writer.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

namespace {

/// The first of the real blocks, decoded.
eth::RawBlock real_block() {
    const json::value file = vectors("real_bsc_blocks.json");
    return eth::decode_new_block(shared(file.at("new_block").at(0).at("payload"))).value();
}

Bytes new_block_around(BytesView block, BytesView behind) {
    rlp::Writer out;
    out.list([&] {
        out.raw(block);
        out.raw(behind);
    });
    return out.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(new_block)

BOOST_AUTO_TEST_CASE(real_blocks_decode_verify_and_encode_to_the_same_bytes) {
    const json::value file = vectors("real_bsc_blocks.json");
    for (const json::value& entry : file.at("new_block").as_array()) {
        if (!entry.as_object().contains("payload")) continue;  // known by its header only
        const SharedBytes payload = shared(entry.at("payload"));

        const Result<eth::RawBlock> block = eth::decode_new_block(payload);

        BOOST_REQUIRE(block);
        BOOST_CHECK(block->hash == fixed(entry.at("block_hash")));
        BOOST_CHECK(block->parent == fixed(entry.at("parent_hash")));
        BOOST_TEST(block->number == number(entry.at("number")));
        BOOST_TEST(block->time == number(entry.at("time")));
        BOOST_TEST(block->transactions == number(entry.at("tx_count")));
        BOOST_CHECK(block->total_difficulty == Uint256(number(entry.at("td"))));
        BOOST_TEST(to_hex(block->header) == to_hex(hex(entry.at("header_rlp"))));
        BOOST_TEST(block->extra.empty());
        const eth::Header header = eth::decode_header(block->header).value();
        BOOST_TEST(eth::check_body_items(header, block->body).has_value());
        BOOST_TEST(to_hex(eth::encode_new_block(*block, *block->total_difficulty)) ==
                   to_hex(payload));
    }
}

BOOST_AUTO_TEST_CASE(the_parts_of_a_block_share_the_memory_of_the_message) {
    const SharedBytes payload =
        shared(vectors("real_bsc_blocks.json").at("new_block").at(0).at("payload"));

    const eth::RawBlock block = eth::decode_new_block(payload).value();

    const std::uint8_t* begin = payload.view().data();
    BOOST_TEST((block.header.view().data() > begin));
    BOOST_TEST((block.body.view().data() + block.body.size() < begin + payload.size()));
}

BOOST_AUTO_TEST_CASE(what_a_chain_appends_is_kept_and_written_again) {
    const eth::RawBlock block = real_block();
    const Bytes behind = hex("64c3c20102c0");  // td 100, two more items
    const SharedBytes payload{new_block_around(eth::block_list(block), behind)};

    const Result<eth::RawBlock> extended = eth::decode_new_block(payload);

    BOOST_REQUIRE(extended);
    BOOST_TEST(to_hex(extended->extra) == "c3c20102c0");
    BOOST_TEST(to_hex(eth::encode_new_block(*extended, *extended->total_difficulty)) ==
               to_hex(payload));
}

BOOST_AUTO_TEST_CASE(a_total_difficulty_above_100_bits_is_refused) {
    const Bytes block = eth::block_list(real_block());

    const auto taken = eth::decode_new_block(
        SharedBytes{new_block_around(block, hex("8d0fffffffffffffffffffffffff"))});
    const auto refused = eth::decode_new_block(
        SharedBytes{new_block_around(block, hex("8d10000000000000000000000000"))});

    BOOST_TEST(taken.has_value());
    BOOST_CHECK(refused.error() == Errc::limit_exceeded);
}

BOOST_AUTO_TEST_CASE(a_body_of_another_block_does_not_verify) {
    const eth::RawBlock block = real_block();
    const eth::Header header = eth::decode_header(block.header).value();
    eth::Header other_uncles = header;
    other_uncles.uncles_hash.bytes[0] ^= 1;

    BOOST_CHECK(eth::check_body(header, hex("c2c0c0")).error() == Errc::invalid_data);
    BOOST_CHECK(eth::check_body_items(other_uncles, block.body).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(withdrawals_must_be_there_exactly_if_the_header_says_so) {
    const eth::RawBlock block = real_block();
    eth::Header header = eth::decode_header(block.header).value();
    Bytes with_empty_list(block.body.view().begin(), block.body.view().end());
    with_empty_list.push_back(0xc0);

    BOOST_CHECK(eth::check_body_items(header, with_empty_list).error() == Errc::invalid_data);

    header.withdrawals_root = eth::withdrawals_root(hex("c0")).value();
    BOOST_TEST(eth::check_body_items(header, with_empty_list).has_value());
    BOOST_CHECK(eth::check_body_items(header, block.body).error() == Errc::invalid_data);
}

BOOST_AUTO_TEST_CASE(the_transactions_of_a_block_are_hashed_and_share_its_memory) {
    const eth::RawBlock block = real_block();

    const auto transactions = eth::transactions_of(block);

    BOOST_REQUIRE(transactions);
    BOOST_TEST(transactions->size() == block.transactions);
    const eth::RawTransaction& first = transactions->front();
    BOOST_CHECK(first.hash == crypto::keccak256(first.bytes));
    BOOST_TEST((first.bytes.view().data() > block.body.view().data()));
}

BOOST_AUTO_TEST_CASE(header_and_body_put_together_are_the_block) {
    const eth::RawBlock block = real_block();

    const auto again = eth::make_raw_block(block.header, SharedBytes{eth::body_list(block)});
    const auto split = eth::split_block(SharedBytes{eth::block_list(block)});

    BOOST_CHECK(again.value().hash == block.hash);
    BOOST_TEST(to_hex(again->body) == to_hex(block.body));
    BOOST_CHECK(split.value().hash == block.hash);
    BOOST_TEST(split->transactions == block.transactions);
}

BOOST_AUTO_TEST_CASE(a_block_that_is_cut_short_anywhere_is_refused) {
    const Bytes payload = hex(vectors("real_bsc_blocks.json").at("new_block").at(0).at("payload"));
    for (std::size_t size = 0; size < payload.size(); size += 97) {
        const Bytes cut(payload.begin(), payload.begin() + static_cast<std::ptrdiff_t>(size));
        BOOST_TEST(!eth::decode_new_block(SharedBytes{cut}));
    }
}

BOOST_AUTO_TEST_CASE(a_block_without_header_or_with_more_uncles_than_two_is_refused) {
    const eth::RawBlock block = real_block();
    rlp::Writer three_uncles;
    three_uncles.raw(hex("c0c3c0c0c0"));

    BOOST_TEST(!eth::decode_new_block(SharedBytes{hex("c2c080")}));
    BOOST_TEST(!eth::decode_new_block(SharedBytes{hex("c180")}));
    BOOST_CHECK(
        eth::make_raw_block_of_items(block.header, SharedBytes{three_uncles.take()}).error() ==
        Errc::limit_exceeded);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(new_block_hashes)

BOOST_AUTO_TEST_CASE(the_computed_message_decodes_and_encodes_to_the_same_bytes) {
    const json::value file = vectors("eth_messages.json");
    for (const json::value& entry : file.at("computed_other").as_array()) {
        if (number(entry.at("code")) != 1) continue;
        const Bytes payload = hex(entry.at("payload"));

        const auto blocks = eth::decode_new_block_hashes(payload);

        BOOST_REQUIRE(blocks);
        BOOST_REQUIRE(blocks->size() == 1U);
        BOOST_TEST(blocks->front().number == 120'000'000U);
        BOOST_TEST(to_hex(eth::encode_new_block_hashes(*blocks)) == to_hex(payload));
    }
}

BOOST_AUTO_TEST_CASE(more_entries_than_the_limit_are_refused) {
    std::vector<eth::BlockAnnouncement> blocks(eth::limits::announced_blocks + 1);

    const auto refused = eth::decode_new_block_hashes(eth::encode_new_block_hashes(blocks));
    blocks.pop_back();
    const auto taken = eth::decode_new_block_hashes(eth::encode_new_block_hashes(blocks));

    BOOST_CHECK(refused.error() == Errc::limit_exceeded);
    BOOST_TEST(taken.value().size() == eth::limits::announced_blocks);
}

BOOST_AUTO_TEST_CASE(an_entry_with_too_few_or_too_many_elements_is_refused) {
    BOOST_TEST(!eth::decode_new_block_hashes(hex("c1c0")));
    std::string hash = "a0" + std::string(64, '1');
    BOOST_TEST(!eth::decode_new_block_hashes(hex(("e2e1" + hash).c_str())));
    BOOST_TEST(eth::decode_new_block_hashes(hex(("e3e2" + hash + "01").c_str())).has_value());
    BOOST_TEST(!eth::decode_new_block_hashes(hex(("e4e3" + hash + "0102").c_str())));
}

BOOST_AUTO_TEST_SUITE_END()
