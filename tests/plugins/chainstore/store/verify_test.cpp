#include <boost/test/unit_test.hpp>
#include <sstream>

#include <plugins/chainstore/commands/export.hpp>
#include <plugins/chainstore/commands/import.hpp>
#include <plugins/chainstore/commands/verify.hpp>
#include <plugins/chainstore/store/records.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace verify_command {
namespace {

/// A store of real blocks with receipts, whose records a test damages.
struct Fixture {
    Folder folder;
    Beginning genesis = genesis_of("pos");

    Fixture() {
        Store store = open(folder / "chain", genesis);
        import_file(store, data("pos", "chain.era1"));
    }

    /// Turns a bit in the middle of a record.
    void damage(Table table, std::uint64_t number) {
        Database database{folder / "chain", test_map_bytes};
        Writing writing{database};
        const BytesView value = writing.get(table, key_of(number)).value();
        Bytes damaged(value.begin(), value.end());
        damaged[damaged.size() / 2] ^= 0x10;
        writing.put(table, key_of(number), damaged);
        writing.commit();
    }

    std::string verify() {
        Store store = open(folder / "chain", genesis);
        std::ostringstream out;
        Verify work{store, out};
        while (work.step()) {
        }
        work.print();
        return out.str();
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace
}  // namespace verify_command

BOOST_FIXTURE_TEST_SUITE(verify_command, Fixture)

BOOST_AUTO_TEST_CASE(a_good_store_is_told_in_one_line) {
    const std::string told = verify();

    BOOST_TEST(has(told, "all are good"), told);
    BOOST_TEST(std::ranges::count(told, '\n') == 1);
}

BOOST_AUTO_TEST_CASE(each_damaged_record_is_named_by_its_block) {
    damage(Table::bodies, 7);
    damage(Table::receipts, 9);
    damage(Table::headers, 11);
    damage(Table::totals, 13);

    const std::string told = verify();

    for (const char* line : {"block 7: ", "block 9: ", "block 11: ", "block 13: "}) {
        BOOST_TEST(has(told, line), told);
    }
    BOOST_TEST(has(told, "4 are bad, from block 7 on"), told);
}

BOOST_AUTO_TEST_CASE(a_damaged_block_is_not_served_and_the_others_are) {
    damage(Table::bodies, 7);
    Store store = open(folder / "chain", genesis);
    const std::vector<Hash256> wanted = hashes(store, 5, 9);

    const auto bodies = store.bodies(wanted, {100, 100'000'000}).value();

    BOOST_REQUIRE(bodies.size() == 4U);
    BOOST_TEST(text_of(bodies[2]) == text_of(store.block(8).value().body));
}

BOOST_AUTO_TEST_CASE(importing_a_file_that_has_it_writes_a_damaged_block_anew) {
    damage(Table::bodies, 7);
    damage(Table::receipts, 9);
    damage(Table::headers, 11);
    {
        Store store = open(folder / "chain", genesis);
        Import import{store, data("pos", "chain.era1")};
        while (import.step()) {
        }
        BOOST_TEST(import.state().mended == 3U);
    }

    BOOST_TEST(has(verify(), "all are good"));
}

BOOST_AUTO_TEST_CASE(the_chain_can_be_cut_below_a_damaged_block) {
    damage(Table::headers, 11);
    damage(Table::bodies, 7);
    {
        Store store = open(folder / "chain", genesis);
        BOOST_TEST(store.cut_above(6).value().number == 6U);
    }
    BOOST_TEST(has(verify(), "verified blocks 0 to 6: all are good"));
    {
        Store store = open(folder / "chain", genesis);
        import_file(store, data("pos", "chain.era1"));
    }
    BOOST_TEST(has(verify(), "all are good"));
}

BOOST_AUTO_TEST_SUITE_END()
