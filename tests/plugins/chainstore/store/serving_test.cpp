#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>

#include <kit/eth/types/header.hpp>
#include <kit/eth/types/receipt_form.hpp>
#include <kit/snappy_block/snappy_block.hpp>

#include <kit/testing/eth/fake_chain.hpp>
#include <plugins/chainstore/store/packing.hpp>
#include <plugins/chainstore/store/records.hpp>
#include <plugins/chainstore/store/response_builder.hpp>
#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
constexpr chain::Budget plenty{1024, 2 * 1024 * 1024};
constexpr std::uint64_t head_number = 1500;

struct Fixture {
    Folder folder;
    Store store = open(folder.path(), made_up_genesis());

    Fixture() { store.append(made_up_blocks(store.head(), head_number)).value(); }

    /// The numbers of the headers that response a query.
    std::vector<std::uint64_t> request(const chain::HeaderQuery& query,
                                       chain::Budget budget = plenty) {
        std::vector<std::uint64_t> numbers;
        for (const SharedBytes& header : store.headers(query, budget).value()) {
            numbers.push_back(eth::decode_header(header).value().number);
        }
        return numbers;
    }

    std::vector<std::uint64_t> request(std::uint64_t number, std::uint64_t amount,
                                       std::uint64_t skip = 0, bool reverse = false) {
        chain::HeaderQuery query;
        query.number = number;
        query.amount = amount;
        query.skip = skip;
        query.reverse = reverse;
        return request(query);
    }

    Hash256 hash(std::uint64_t number) { return store.head_at(number).value().hash; }
};

using Numbers = std::vector<std::uint64_t>;

/// One after the other.
Bytes joined(const chain::RawItems& items) {
    Bytes all;
    for (const SharedBytes& item : items) {
        all.insert(all.end(), item.view().begin(), item.view().end());
    }
    return all;
}

Bytes unpacked(const chain::PackedItems& items) {
    Bytes block;
    snappy_block::append_size(items.size, block);
    block.insert(block.end(), items.elements.begin(), items.elements.end());
    return snappy_block::uncompress(block);
}

chain::RawItems shortened(const chain::RawItems& receipts) {
    chain::RawItems lists;
    for (const SharedBytes& list : receipts) lists.push_back(eth::without_blooms(list).value());
    return lists;
}

/// Appends blocks of different sizes: one transaction in the first, some hundred in the fifth.
std::vector<Hash256> append_growing(Store& store) {
    std::vector<Hash256> hashes;
    for (const std::size_t transactions : {1, 2, 40, 3, 300, 90, 1}) {
        auto blocks = testing::fake_blocks(store.head(), 1, {.transactions = transactions});
        hashes.push_back(blocks.front().hash);
        store.append(std::move(blocks)).value();
    }
    return hashes;
}

struct GrowingBlocks {
    Folder folder;
    Store store = open(folder.path(), made_up_genesis());
    std::vector<Hash256> requested = append_growing(store);
};

/// Every other block has its receipts with blooms, as programs before have stored them.
struct BlocksOfBefore {
    Folder folder;
    std::vector<Hash256> requested{};
    chain::RawItems receipts{};

    BlocksOfBefore() {
        {
            Store store = open(folder.path(), made_up_genesis());
            requested = append_growing(store);
            receipts = store.receipts(requested, plenty).value();
        }
        Database database{folder.path(), test_map_bytes};
        Writing writing{database};
        for (std::size_t i = 0; i < receipts.size(); ++i) {
            const NumberKey key = key_of(i + 1);
            const auto value = writing.get(Table::receipts, key).value();
            BOOST_TEST((form_of(value) == chain::ReceiptForm::without_blooms));
            if (i % 2 == 0) writing.put(Table::receipts, key, pack(receipts[i]));
        }
        writing.commit();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(serving, Fixture)

BOOST_AUTO_TEST_CASE(headers_come_in_the_order_requested) {
    BOOST_TEST((request(10, 3) == Numbers{10, 11, 12}));
    BOOST_TEST((request(10, 3, 4) == Numbers{10, 15, 20}));
    BOOST_TEST((request(10, 3, 0, true) == Numbers{10, 9, 8}));
    BOOST_TEST((request(10, 3, 4, true) == Numbers{10, 5, 0}));
    BOOST_TEST((request(0, 1) == Numbers{0}));
}

BOOST_AUTO_TEST_CASE(an_origin_by_hash_counts_only_if_it_is_known) {
    chain::HeaderQuery query;
    query.hash = hash(7);
    query.number = 99;
    query.amount = 2;
    BOOST_TEST((request(query) == Numbers{7, 8}));

    query.hash = Hash256{{1, 2, 3}};
    BOOST_TEST(request(query).empty());
}

BOOST_AUTO_TEST_CASE(an_unknown_origin_or_an_amount_of_zero_gives_nothing) {
    BOOST_TEST(request(head_number + 1, 5).empty());
    BOOST_TEST(request(head_number + 1, 5, 0, true).empty());
    BOOST_TEST(request(most, 5).empty());
    BOOST_TEST(request(5, 0).empty());
    BOOST_TEST(request(0, 0, most, true).empty());
}

BOOST_AUTO_TEST_CASE(a_row_ends_at_the_head_and_at_the_genesis_block) {
    BOOST_TEST((request(head_number - 1, 10) == Numbers{head_number - 1, head_number}));
    BOOST_TEST((request(head_number, 10, 5) == Numbers{head_number}));
    BOOST_TEST((request(2, 10, 0, true) == Numbers{2, 1, 0}));
    BOOST_TEST((request(4, 10, 2, true) == Numbers{4, 1}));
    BOOST_TEST((request(0, 10, 0, true) == Numbers{0}));
}

BOOST_AUTO_TEST_CASE(numbers_that_overflow_end_the_row) {
    BOOST_TEST((request(5, 3, most) == Numbers{5}));
    BOOST_TEST((request(5, 3, most, true) == Numbers{5}));
    BOOST_TEST((request(5, 3, most - 1) == Numbers{5}));
    BOOST_TEST((request(5, 3, most - 1, true) == Numbers{5}));
    BOOST_TEST((request(5, 3, most - 5) == Numbers{5}));
    BOOST_TEST((request(5, most, most - 4) == Numbers{5}));
}

BOOST_AUTO_TEST_CASE(the_budget_of_headers_is_kept_before_each_item) {
    const std::size_t header_bytes = store.block(5).value().header.size();
    chain::HeaderQuery query;
    query.amount = most;

    BOOST_TEST(request(query, {1024, plenty.bytes}).size() == 1024U);
    BOOST_TEST(request(query, {0, plenty.bytes}).empty());
    BOOST_TEST(request(query, {1024, 0}).empty());
    query.number = 5;
    BOOST_TEST(request(query, {1024, 1}).size() == 1U);
    BOOST_TEST(request(query, {1024, header_bytes}).size() == 1U);
    BOOST_TEST(request(query, {1024, header_bytes + 1}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(bodies_and_receipts_keep_the_order_and_leave_out_the_unknown) {
    const std::vector<Hash256> requested{hash(9), Hash256{}, hash(3), hash(9)};

    BOOST_TEST(store.bodies(requested, plenty).value().size() == 3U);
    BOOST_TEST(store.receipts(requested, plenty).value().size() == 3U);
    BOOST_TEST(store.bodies({}, plenty).value().empty());
}

BOOST_AUTO_TEST_CASE(the_budget_of_bodies_is_kept_before_each_item) {
    const std::vector<Hash256> requested = hashes(store, 1, 1200);

    BOOST_TEST(store.bodies(requested, plenty).value().size() == 1024U);
    BOOST_TEST(store.bodies(requested, {1024, 1}).value().size() == 1U);
    BOOST_TEST(store.bodies(requested, {1024, 5}).value().size() == 2U);
    BOOST_TEST(store.bodies(requested, {0, 5}).value().empty());
}

BOOST_AUTO_TEST_CASE(no_more_than_twice_as_many_hashes_are_looked_up_as_a_response_may_have) {
    std::vector<Hash256> requested(2047, Hash256{{9}});
    requested.push_back(hash(1));
    requested.push_back(hash(2));

    BOOST_TEST(store.bodies(requested, plenty).value().size() == 1U);
    BOOST_TEST(store.receipts(requested, plenty).value().size() == 1U);
    BOOST_TEST(store.bodies(requested, {most, most}).value().size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(packed, GrowingBlocks)

BOOST_AUTO_TEST_CASE(packed_bodies_are_the_bodies) {
    const chain::RawItems bodies = store.bodies(requested, plenty).value();
    const chain::PackedItems packed = store.packed_bodies(requested, plenty).value();

    BOOST_TEST(bodies[4].size() > 3 * PackedResponse::least_alone);
    BOOST_TEST(packed.count == requested.size());
    BOOST_TEST((unpacked(packed) == joined(bodies)));
}

BOOST_AUTO_TEST_CASE(packed_receipts_have_the_requested_form) {
    const chain::RawItems receipts = store.receipts(requested, plenty).value();
    using chain::ReceiptForm;

    const auto with = store.packed_receipts(requested, plenty, ReceiptForm::with_blooms).value();
    const auto without =
        store.packed_receipts(requested, plenty, ReceiptForm::without_blooms).value();

    BOOST_TEST((unpacked(with) == joined(receipts)));
    BOOST_TEST((unpacked(without) == joined(shortened(receipts))));
    BOOST_TEST(without.size < with.size / 2);
}

BOOST_AUTO_TEST_CASE(the_budget_counts_the_requested_form) {
    const chain::RawItems receipts = store.receipts(requested, plenty).value();
    const std::size_t most_bytes =
        joined(shortened({receipts.begin(), receipts.begin() + 5})).size();

    const auto packed =
        store.packed_receipts(requested, {1024, most_bytes}, chain::ReceiptForm::without_blooms);
    BOOST_TEST(packed.value().count == 5U);
}

BOOST_AUTO_TEST_CASE(packed_bodies_keep_the_budget_and_leave_out_the_unknown) {
    requested.insert(requested.begin() + 1, Hash256{{7}});

    BOOST_TEST(store.packed_bodies(requested, {3, plenty.bytes}).value().count == 3U);
    BOOST_TEST(store.packed_bodies(requested, {1024, 1}).value().count == 1U);
    BOOST_TEST(store.packed_bodies(requested, plenty).value().count == requested.size() - 1);
    BOOST_TEST(store.packed_bodies({}, plenty).value().size == 0U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(receipts_are_served_in_both_forms_whichever_they_are_stored_in,
                        BlocksOfBefore) {
    Store store = open(folder.path(), made_up_genesis());
    using chain::ReceiptForm;

    const auto with = store.packed_receipts(requested, plenty, ReceiptForm::with_blooms).value();
    const auto without =
        store.packed_receipts(requested, plenty, ReceiptForm::without_blooms).value();

    BOOST_TEST((joined(store.receipts(requested, plenty).value()) == joined(receipts)));
    BOOST_TEST((unpacked(with) == joined(receipts)));
    BOOST_TEST((unpacked(without) == joined(shortened(receipts))));
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        const chain::StoredBlock block = store.block(i + 1).value();
        BOOST_TEST(std::ranges::equal(block.receipts.value().view(), receipts[i].view()));
    }
}
