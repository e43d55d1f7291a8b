#include <boost/test/unit_test.hpp>

#include <plugins/chainstore/store/store.hpp>

#include <kit/eth/types/body.hpp>
#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace indexing {
namespace {

/// The first blocks of a chain with transactions, in a store of its own that has no index.
struct Fixture {
    Folder folder;
    Beginning genesis = genesis_of("pow");

    Store open_indexed() const {
        Store::Location place{folder.path(), test_map_bytes, Store::most_rewound};
        place.index_transactions = true;
        return Store{place, genesis.block, genesis.head, make_logger("chainstore")};
    }

    /// The whole chain, without an index.
    void fill() const {
        Store store = open(folder.path(), genesis);
        import_file(store, data("pow", "chain.era1"));
    }
};

std::vector<Hash256> transactions_of(Store& store, std::uint64_t number) {
    const eth::Body body = eth::decode_body(store.block(number).value().body).value();
    std::vector<Hash256> hashes;
    for (const eth::Transaction& one : body.transactions) hashes.push_back(eth::hash_of(one));
    return hashes;
}

/// How many transactions of the stored blocks are found in their block, and how many are not.
struct Tally {
    std::size_t found = 0;
    std::size_t missing = 0;
};

Tally tally_of(Store& store) {
    Tally result;
    for (std::uint64_t number = store.earliest(); number <= store.head().number; ++number) {
        for (const Hash256& hash : transactions_of(store, number)) {
            const Result<std::uint64_t> block = store.find_transaction(hash);
            ++(block && *block == number ? result.found : result.missing);
        }
    }
    return result;
}

void index_all(Store& store) {
    while (store.index_more().value()) {
    }
}

}  // namespace
}  // namespace indexing

BOOST_FIXTURE_TEST_SUITE(indexing, Fixture)

BOOST_AUTO_TEST_CASE(a_store_without_an_index_finds_nothing_and_says_so) {
    fill();
    Store store = open(folder.path(), genesis);

    BOOST_TEST(store.indexed_from() == not_indexed);
    BOOST_TEST(!store.index_more().value());
    BOOST_TEST(tally_of(store).found == 0U);
}

BOOST_AUTO_TEST_CASE(blocks_that_are_stored_are_indexed_with_it) {
    Store store = open_indexed();

    import_file(store, data("pow", "chain.era1"));
    index_all(store);

    const Tally all = tally_of(store);
    BOOST_TEST(store.indexed_from() == 0U);
    BOOST_TEST(all.found > 100U);
    BOOST_TEST(all.missing == 0U);
}

BOOST_AUTO_TEST_CASE(blocks_that_were_stored_before_are_indexed_from_the_head_down) {
    fill();
    Store store = open_indexed();
    BOOST_TEST(store.indexed_from() == store.head().number + 1);
    BOOST_TEST(tally_of(store).found == 0U);

    BOOST_TEST(store.index_more().value());

    const std::uint64_t from = store.indexed_from();
    BOOST_TEST(from <= store.head().number);
    BOOST_TEST(from > store.earliest());
    index_all(store);
    BOOST_TEST(store.indexed_from() == 0U);
    BOOST_TEST(tally_of(store).missing == 0U);
}

BOOST_AUTO_TEST_CASE(an_index_is_kept_and_one_that_was_neglected_is_made_anew) {
    fill();
    {
        Store store = open_indexed();
        index_all(store);
    }
    BOOST_TEST(open_indexed().indexed_from() == 0U);
    BOOST_REQUIRE(open(folder.path(), genesis).cut_above(1000));

    Store store = open_indexed();

    BOOST_TEST(store.indexed_from() == 1001U);
}

BOOST_AUTO_TEST_CASE(what_leaves_the_chain_leaves_the_index) {
    fill();
    Store store = open_indexed();
    index_all(store);
    const std::uint64_t last = store.head().number;
    std::vector<Hash256> gone;
    for (std::uint64_t number = 1001; number <= last; ++number) {
        for (const Hash256& hash : transactions_of(store, number)) gone.push_back(hash);
    }
    const std::vector<Hash256> old = transactions_of(store, 1);
    BOOST_TEST_REQUIRE(!gone.empty());

    BOOST_REQUIRE(store.replace(store.hash_at(1000).value(), {}));
    BOOST_REQUIRE(store.prune(2));

    for (const Hash256& hash : gone) BOOST_CHECK(!store.find_transaction(hash));
    for (const Hash256& hash : old) BOOST_CHECK(!store.find_transaction(hash));
    BOOST_TEST(tally_of(store).missing == 0U);
}

BOOST_AUTO_TEST_CASE(a_store_knows_from_where_on_it_has_receipts) {
    Store with = open(folder.path(), genesis);
    import_file(with, data("pow", "chain.era1"));
    Folder other;
    Store without = open(other.path(), genesis);
    import_file(without, data("pow", "chain.rlp"));

    BOOST_TEST(with.receipts_from() == 0U);
    BOOST_TEST(without.receipts_from() > 1000U);
}

BOOST_AUTO_TEST_SUITE_END()
