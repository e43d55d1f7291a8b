#include <boost/test/unit_test.hpp>

#include <kit/eth/session/base.hpp>
#include <kit/eth/session/receipt_pages.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/receipt_form.hpp>
#include <kit/rlp/reader.hpp>
#include <kit/snappy_block/snappy_block.hpp>

#include "receipt_lists.hpp"
#include "things.hpp"

using namespace plexus;
using eth::ReceiptPieces;
using eth::ReceiptsResponse;
using testing::count;
using testing::make_receipts;
using testing::mebibyte;
using testing::short_form;

namespace {

ReceiptsResponse page(const std::vector<SharedBytes>& stored, const eth::ReceiptsCodec& codec,
                      std::uint64_t first = 0) {
    std::vector<SharedBytes> lists;
    for (const SharedBytes& list : stored) {
        lists.push_back(codec.to_wire == nullptr ? list : codec.to_wire(list).value());
    }
    return eth::fill_page(lists, first, codec).value();
}

chain::PackedItems packed(const std::vector<SharedBytes>& lists) {
    chain::PackedItems items;
    for (const SharedBytes& list : lists) {
        snappy_block::append_compressed(list, items.elements);
        items.size += list.size();
        ++items.count;
    }
    return items;
}

bool equal(const SharedBytes& a, const SharedBytes& b) {
    return testing::copy_of(a) == testing::copy_of(b);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pages)

BOOST_AUTO_TEST_CASE(lists_that_fit_are_in_it_whole) {
    const std::vector<SharedBytes> stored{make_receipts(3), make_receipts(0), make_receipts(1)};

    const ReceiptsResponse with = page(stored, eth::receipts_v1);
    const ReceiptsResponse without = page(stored, eth::receipts_v2);

    BOOST_TEST_REQUIRE(with.blocks.size() == 3U);
    BOOST_TEST_REQUIRE(without.blocks.size() == 3U);
    for (std::size_t i = 0; i < stored.size(); ++i) {
        BOOST_TEST(equal(with.blocks[i], stored[i]));
        BOOST_TEST(equal(without.blocks[i], short_form(stored[i])));
    }
}

BOOST_AUTO_TEST_CASE(an_offset_leaves_receipts_of_the_first_block_out) {
    const std::vector<SharedBytes> stored{make_receipts(5), make_receipts(5)};

    const ReceiptsResponse response = page(stored, eth::receipts_v3, 3);

    BOOST_TEST(count(response.blocks.at(0)) == 2U);
    BOOST_TEST(count(response.blocks.at(1)) == 5U);
    BOOST_TEST(!response.last_incomplete);
}

BOOST_AUTO_TEST_CASE(an_offset_behind_the_last_receipt_leaves_nothing) {
    for (const std::uint64_t first : {std::uint64_t{5}, ~std::uint64_t{0}}) {
        const ReceiptsResponse response = page({make_receipts(5)}, eth::receipts_v3, first);
        BOOST_TEST(count(response.blocks.at(0)) == 0U);
        BOOST_TEST(!response.last_incomplete);
    }
}

BOOST_AUTO_TEST_CASE(a_list_that_overflows_the_message_is_cut) {
    const std::vector<SharedBytes> stored{make_receipts(2), make_receipts(8, 2 * mebibyte),
                                          make_receipts(1)};

    const ReceiptsResponse response = page(stored, eth::receipts_v3);

    BOOST_TEST(response.last_incomplete);
    BOOST_TEST_REQUIRE(response.blocks.size() == 2U);
    BOOST_TEST(count(response.blocks[1]) == 4U);
    BOOST_TEST(eth::encode_receipts_v3(~std::uint64_t{0}, response).size() <=
               eth::limits::message_bytes);
}

BOOST_AUTO_TEST_CASE(pages_one_after_the_other_are_the_list) {
    const SharedBytes whole = make_receipts(12, 2 * mebibyte);
    ReceiptPieces pieces;
    ReceiptsResponse response;
    do {
        response = page({whole}, eth::receipts_v3, pieces.count());
        BOOST_TEST_REQUIRE(pieces.add(response.blocks.at(0)).has_value());
    } while (response.last_incomplete);

    BOOST_TEST(pieces.count() == 12U);
    BOOST_TEST(equal(eth::with_blooms(pieces.join()).value(), whole));
}

BOOST_AUTO_TEST_CASE(where_nothing_may_be_cut_such_a_list_ends_the_row) {
    const std::vector<SharedBytes> stored{make_receipts(2), make_receipts(8, 2 * mebibyte),
                                          make_receipts(1)};

    BOOST_TEST(page(stored, eth::receipts_v1).blocks.size() == 1U);
    BOOST_TEST(page(stored, eth::receipts_v2).blocks.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_receipt_that_no_message_holds_ends_the_row) {
    const std::vector<SharedBytes> stored{make_receipts(2), make_receipts(1, 11 * mebibyte)};

    const ReceiptsResponse response = page(stored, eth::receipts_v3);

    BOOST_TEST(response.blocks.size() == 1U);
    BOOST_TEST(!response.last_incomplete);
}

BOOST_AUTO_TEST_CASE(a_stored_list_that_is_none_is_trouble_with_our_disk) {
    const std::vector<SharedBytes> stored{SharedBytes{Bytes{0xc2, 0x80}}};

    BOOST_TEST((eth::fill_page(stored, 1, eth::receipts_v3).error() == Errc::storage_failed));
}

BOOST_AUTO_TEST_CASE(lists_that_are_kept_compressed_are_split) {
    const std::vector<SharedBytes> lists{make_receipts(3), make_receipts(0), make_receipts(40)};

    const chain::RawItems split = eth::split_lists(packed(lists)).value();

    BOOST_TEST_REQUIRE(split.size() == lists.size());
    for (std::size_t i = 0; i < lists.size(); ++i) BOOST_TEST(equal(split[i], lists[i]));
    BOOST_TEST(eth::split_lists(packed({})).value().empty());
}

BOOST_AUTO_TEST_CASE(what_is_kept_and_is_no_lists_is_trouble_with_our_disk) {
    chain::PackedItems one_too_many = packed({make_receipts(3)});
    ++one_too_many.count;
    const chain::PackedItems cut = packed({SharedBytes{Bytes{0xc2, 0x80}}});

    BOOST_TEST((eth::split_lists(one_too_many).error() == Errc::storage_failed));
    BOOST_TEST((eth::split_lists(cut).error() == Errc::storage_failed));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(pieces)

BOOST_AUTO_TEST_CASE(one_piece_is_the_list) {
    const SharedBytes list = short_form(make_receipts(3));
    ReceiptPieces pieces;

    BOOST_TEST(pieces.add(list).has_value());

    BOOST_TEST(equal(pieces.join(), list));
}

BOOST_AUTO_TEST_CASE(more_pieces_than_needed_are_refused) {
    const SharedBytes list = short_form(make_receipts(1));
    ReceiptPieces pieces;
    for (std::size_t i = 0; i < eth::limits::partial_receipts; ++i) {
        BOOST_TEST(pieces.add(list).has_value());
    }

    BOOST_TEST((pieces.add(list).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(more_bytes_than_a_block_can_make_are_refused) {
    const SharedBytes list = short_form(make_receipts(1, 9 * mebibyte));
    ReceiptPieces pieces;
    for (int i = 0; i < 7; ++i) BOOST_TEST(pieces.add(list).has_value());

    BOOST_TEST((pieces.add(list).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(more_receipts_than_a_block_can_have_are_refused) {
    const SharedBytes half = short_form(make_receipts(eth::limits::block_receipts / 2 + 1));
    ReceiptPieces pieces;
    BOOST_TEST(pieces.add(half).has_value());

    BOOST_TEST((pieces.add(half).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()
