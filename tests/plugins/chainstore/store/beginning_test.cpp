#include <boost/test/unit_test.hpp>

#include <api/plugin/options.hpp>
#include <plugins/chainstore/commands/export.hpp>
#include <plugins/chainstore/commands/import.hpp>
#include <plugins/chainstore/store/database.hpp>
#include <plugins/chainstore/store/records.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace beginning {
namespace {

constexpr chain::Budget plenty{1024, 2 * 1024 * 1024};

Uint256 total(std::uint8_t value) { return Uint256{value}; }

/// A store, and a chain of which it is to have the end alone.
struct Fixture {
    Folder folder;
    Beginning genesis = made_up_genesis();
    std::vector<chain::StoredBlock> blocks = made_up_blocks(genesis.head, 30);
    chain::StoredBlock root = blocks[19];  // block 20
    std::span<const chain::StoredBlock> behind = std::span{blocks}.subspan(20);

    chain::StoredBlock bare_root() const {
        chain::StoredBlock bare = root;
        bare.body = SharedBytes{};
        return bare;
    }

    bool has(Store& store, const chain::StoredBlock& block) const {
        const std::vector<Hash256> hash{block.hash};
        return store.bodies(hash, plenty).value().size() == 1 &&
               store.hash_at(block.number).has_value();
    }
};

}  // namespace
}  // namespace beginning

BOOST_FIXTURE_TEST_SUITE(beginning, Fixture)

BOOST_AUTO_TEST_CASE(a_new_store_can_begin_with_any_block) {
    Store store = open(folder.path(), genesis);

    const auto head = store.begin_at(root, total(41));

    BOOST_REQUIRE(head);
    BOOST_TEST(head->number == 20U);
    BOOST_TEST(head->time == 200U);
    BOOST_TEST(store.earliest() == 20U);
    BOOST_TEST((store.block(0).error() == Errc::not_found));
    BOOST_TEST(store.append(behind)->number == 30U);
    BOOST_TEST((store.head().total_difficulty == 0x3d));  // 41 + 10 * 2
    BOOST_TEST(has(store, blocks[29]));
    BOOST_TEST(!has(store, blocks[18]));
}

BOOST_AUTO_TEST_CASE(each_block_has_its_total_difficulty_once_that_of_the_first_is_known) {
    Store store = open(folder.path(), genesis);
    BOOST_TEST(
        (store.total_difficulty(genesis.head.hash).value() == store.head().total_difficulty));
    BOOST_REQUIRE(store.begin_at(root, {}));
    BOOST_REQUIRE(store.append(behind));
    BOOST_TEST((store.total_difficulty(behind[4].hash).error() == Errc::not_found));

    BOOST_REQUIRE(store.revise_total_difficulty(root.hash, total(41)));

    BOOST_TEST((store.total_difficulty(root.hash).value() == total(41)));
    BOOST_TEST((store.total_difficulty(behind[4].hash).value() == total(51)));  // 5 of 2 each
    BOOST_TEST((store.total_difficulty(genesis.head.hash).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(the_first_block_may_be_known_by_its_header_alone) {
    Store store = open(folder.path(), genesis);

    BOOST_REQUIRE(store.begin_at(bare_root(), total(41)));

    BOOST_TEST(store.earliest() == 21U);
    BOOST_TEST(store.head().number == 20U);
    BOOST_TEST((store.hash_at(20).value() == root.hash));
    BOOST_TEST(store.append(behind)->number == 30U);
    BOOST_TEST(store.earliest() == 21U);
    BOOST_TEST(store.replace(root.hash, behind.first(2))->number == 22U);
}

BOOST_AUTO_TEST_CASE(a_chain_with_blocks_does_not_begin_anew) {
    Store store = open(folder.path(), genesis);
    BOOST_REQUIRE(store.append(std::span{blocks}.first(1)));

    BOOST_TEST((store.begin_at(root, total(41)).error() == Errc::already_exists));
    BOOST_TEST(store.head().number == 1U);
}

BOOST_AUTO_TEST_CASE(a_first_block_that_is_not_its_headers_is_refused) {
    Store store = open(folder.path(), genesis);
    chain::StoredBlock misnumbered = root;
    misnumbered.number = 21;
    chain::StoredBlock misnamed = root;
    misnamed.hash = blocks[0].hash;
    chain::StoredBlock broken = root;
    broken.body = root.header;

    for (const auto& bad : {misnumbered, misnamed, broken}) {
        BOOST_TEST((store.begin_at(bad, total(41)).error() == Errc::invalid_data));
    }
    BOOST_TEST((store.head().hash == genesis.head.hash));
}

BOOST_AUTO_TEST_CASE(an_opened_store_remembers_where_it_begins_and_of_which_chain_it_is) {
    {
        Store store = open(folder.path(), genesis);
        BOOST_REQUIRE(store.begin_at(root, total(41)));
    }

    BOOST_CHECK_THROW(open(folder.path(), made_up_genesis(1)), ConfigError);
    Store store = open(folder.path(), genesis);

    BOOST_TEST(store.earliest() == 20U);
    BOOST_TEST(store.head().number == 20U);
}

BOOST_AUTO_TEST_CASE(old_blocks_are_freed_step_by_step_but_never_the_head) {
    Store store = open(folder.path(), genesis);
    const auto many = made_up_blocks(genesis.head, 1500);
    BOOST_REQUIRE(store.append(many));

    BOOST_TEST(store.prune(1200).value() == Store::blocks_of_a_pruning);
    BOOST_TEST(store.prune(1200).value() == 1200U);
    BOOST_TEST(store.prune(1200).value() == 1200U);
    BOOST_TEST(store.prune(100).value() == 1200U);
    BOOST_TEST(store.earliest() == 1200U);
    BOOST_TEST(!has(store, many[1198]));
    BOOST_TEST(has(store, many[1199]));
    BOOST_TEST((store.replace(many[1198].hash, {}).error() == Errc::not_found));

    BOOST_TEST(store.prune(5000).value() == 1500U);
    BOOST_TEST(has(store, many[1499]));
    BOOST_TEST(store.append(made_up_blocks(store.head(), 2))->number == 1502U);
}

BOOST_AUTO_TEST_CASE(a_store_that_frees_old_blocks_does_not_fill_up) {
    Store small = open(folder.path(), genesis, 1 << 20);

    for (int i = 0; i < 30; ++i) {
        BOOST_REQUIRE(small.append(made_up_blocks(small.head(), 100)));
        BOOST_REQUIRE(small.prune(small.head().number - 100));
    }

    BOOST_TEST(small.head().number == 3000U);
    BOOST_TEST(small.earliest() == 2900U);
}

BOOST_AUTO_TEST_CASE(digest_and_export_begin_where_the_store_does) {
    Store store = open(folder / "one", genesis);
    BOOST_REQUIRE(store.append(blocks));
    BOOST_REQUIRE(store.prune(20));

    const std::string digest = digest_of(store);
    Export work{store, folder / "exported.rlp"};
    while (work.step()) {
    }

    BOOST_TEST(digest.starts_with("first 20\n"));
    BOOST_TEST(digest.find("\nblocks 11\n") != std::string::npos);
    BOOST_TEST(work.first() == 20U);
    BOOST_TEST(work.blocks() == 11U);

    Store other = open(folder / "two", genesis);
    BOOST_REQUIRE(other.begin_at(root, total(42)));  // 2 of each block
    import_file(other, folder / "exported.rlp");
    BOOST_TEST(digest_of(other) == digest);
}

BOOST_AUTO_TEST_CASE(a_file_that_begins_before_the_store_does_is_read_from_there_on) {
    Store whole = open(folder / "one", genesis);
    BOOST_REQUIRE(whole.append(blocks));
    Export work{whole, folder / "exported.rlp"};
    while (work.step()) {
    }
    Store store = open(folder / "two", genesis);
    BOOST_REQUIRE(store.begin_at(bare_root(), total(41)));

    Import import{store, folder / "exported.rlp"};
    while (import.step()) {
    }

    BOOST_TEST(import.state().skipped == 21U);
    BOOST_TEST(import.state().appended == 10U);
    BOOST_TEST((store.head().hash == blocks.back().hash));
}

BOOST_AUTO_TEST_CASE(a_store_of_the_format_before_is_taken_over) {
    {
        Store store = open(folder.path(), genesis);
        BOOST_REQUIRE(store.append(blocks));
    }
    {
        Database database{folder.path(), test_map_bytes};
        Writing writing{database};
        writing.erase(Table::meta, bytes_of("genesis"));
        writing.put(Table::meta, bytes_of("format"), key_of(1));
        writing.commit();
    }

    BOOST_CHECK_THROW(open(folder.path(), made_up_genesis(1)), ConfigError);
    Store store = open(folder.path(), genesis);

    BOOST_TEST(store.head().number == 30U);
    BOOST_TEST(store.prune(10).value() == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
