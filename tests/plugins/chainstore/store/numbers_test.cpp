#include <boost/test/unit_test.hpp>
#include <vector>

#include <plugins/chainstore/store/records.hpp>
#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace numbers {
namespace {

constexpr std::size_t few = 32;
constexpr std::uint8_t other = 1;

/// A store that keeps the numbers of few blocks out of its table.
struct Fixture {
    Folder folder;
    Beginning genesis = made_up_genesis();
    std::vector<chain::StoredBlock> main = made_up_blocks(genesis.head, 300);

    Store reopen() { return open_with_recent(folder.path(), genesis, few); }

    static void append(Store& store, std::span<const chain::StoredBlock> blocks) {
        while (!blocks.empty()) {
            const std::size_t count = std::min<std::size_t>(7, blocks.size());
            BOOST_REQUIRE(store.append(blocks.first(count)));
            blocks = blocks.subspan(count);
        }
    }

    static bool knows(Store& store, const chain::StoredBlock& block) {
        const Result<std::uint64_t> number = store.number_of_hash(block.hash);
        return number && *number == block.number;
    }

    static std::size_t known(Store& store, std::span<const chain::StoredBlock> blocks) {
        std::size_t count = 0;
        for (const chain::StoredBlock& block : blocks) count += knows(store, block) ? 1 : 0;
        return count;
    }

    /// What the table has, which are the numbers that were written.
    std::size_t written() {
        Database database{folder.path(), test_map_bytes};
        const Reading view{database};
        std::size_t count = 0;
        for (const chain::StoredBlock& block : main) {
            count += written_number(view, block.hash) ? 1 : 0;
        }
        return count;
    }
};

}  // namespace
}  // namespace numbers

using numbers::few;
using numbers::other;

BOOST_FIXTURE_TEST_SUITE(numbers, Fixture)

BOOST_AUTO_TEST_CASE(every_block_is_found_by_its_hash_before_and_after_it_is_written) {
    {
        Store store = reopen();
        append(store, main);
        BOOST_TEST(known(store, main) == main.size());
    }
    BOOST_TEST(written() >= main.size() - few);
    BOOST_TEST(written() < main.size());
    Store store = reopen();
    BOOST_TEST(known(store, main) == main.size());
}

BOOST_AUTO_TEST_CASE(a_chain_that_was_left_far_below_what_was_written_is_not_known) {
    const chain::Head fork{20, 0, main[19].hash, 42};
    const std::vector<chain::StoredBlock> branch = made_up_blocks(fork, 250, other);
    const std::span old{main};
    {
        Store store = reopen();
        append(store, main);
        BOOST_REQUIRE(store.replace(fork.hash, std::span{branch}.first(5)));
        append(store, std::span{branch}.subspan(5));
        BOOST_TEST(known(store, old.first(20)) == 20U);
        BOOST_TEST(known(store, old.subspan(20)) == 0U);
        BOOST_TEST(known(store, branch) == branch.size());
    }
    Store store = reopen();
    BOOST_TEST(known(store, old.first(20)) == 20U);
    BOOST_TEST(known(store, old.subspan(20)) == 0U);
    BOOST_TEST(known(store, branch) == branch.size());
    BOOST_REQUIRE(store.cut_above(100));
    BOOST_TEST(known(store, branch) == 80U);
}

BOOST_AUTO_TEST_CASE(freed_blocks_are_not_known) {
    Store store = reopen();
    append(store, main);

    BOOST_REQUIRE(store.prune(290).value() == 290U);

    BOOST_TEST(known(store, main) == 11U);
    Fixture::append(store, made_up_blocks(store.head(), 50));
    BOOST_TEST(known(store, main) == 11U);
}

BOOST_AUTO_TEST_CASE(a_change_that_fails_leaves_the_numbers_as_they_were) {
    Store store = reopen();
    append(store, main);
    std::vector<chain::StoredBlock> bad = made_up_blocks(store.head(), 40);
    bad.back().parent = Hash256{};

    BOOST_REQUIRE(!store.append(bad));

    BOOST_TEST(known(store, bad) == 0U);
    BOOST_TEST(known(store, main) == main.size());
    BOOST_REQUIRE(store.append(made_up_blocks(store.head(), 40, other)));
    BOOST_TEST(known(store, main) == main.size());
}

BOOST_AUTO_TEST_CASE(a_store_of_the_format_before_is_taken_over_with_its_numbers) {
    const auto put_format_4 = [this] {
        Database database{folder.path(), test_map_bytes};
        Writing writing{database};
        writing.put(Table::meta, bytes_of("format"), key_of(4));
        writing.commit();
    };
    {
        Store store = open(folder.path(), genesis);
        append(store, main);
    }
    put_format_4();
    {
        Store store = reopen();
        BOOST_TEST(known(store, main) == main.size());
    }
    Database database{folder.path(), test_map_bytes};
    const Reading view{database};
    BOOST_TEST(read_format(view).value() == 5U);
    BOOST_TEST(!written_number(view, main.back().hash));
}

BOOST_AUTO_TEST_CASE(a_store_of_format_3_has_all_numbers_in_its_table) {
    {
        Store store = open(folder.path(), genesis);
        append(store, main);
    }
    {
        Database database{folder.path(), test_map_bytes};
        Writing writing{database};
        for (const chain::StoredBlock& block : main) {
            writing.put(Table::numbers, block.hash, key_of(block.number));
        }
        writing.put(Table::meta, bytes_of("format"), key_of(3));
        writing.commit();
    }
    const std::vector<chain::StoredBlock> more = [this] {
        Store store = reopen();
        BOOST_TEST(known(store, main) == main.size());
        std::vector<chain::StoredBlock> blocks = made_up_blocks(store.head(), 100);
        append(store, blocks);
        return blocks;
    }();
    Store store = reopen();
    BOOST_TEST(known(store, main) == main.size());
    BOOST_TEST(known(store, more) == more.size());
}

BOOST_AUTO_TEST_SUITE_END()
