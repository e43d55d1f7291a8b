#include <boost/test/unit_test.hpp>
#include <random>

#include <api/plugin/config_error.hpp>
#include <kit/era/e2store.hpp>
#include <kit/rlp/item.hpp>
#include <plugins/chainstore/commands/import.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace damage {
namespace {

constexpr unsigned seed = 20261;
constexpr int damages = 60;

/// A chain of real blocks, whose files are damaged and then read into one and the same store.
struct Fixture {
    Folder folder;
    Store store = open(folder / "chain", genesis_of("blobs"));
    Bytes era = read_file(data("blobs", "chain.era1"));
    Bytes rlp = read_file(data("blobs", "chain.rlp"));
    std::mt19937 random{seed};

    std::size_t anywhere_in(const Bytes& bytes) {
        return std::uniform_int_distribution<std::size_t>{0, bytes.size() - 1}(random);
    }

    /// The block file without its last block, to whose header nothing in the file commits.
    Bytes all_but_last_block() const {
        BytesView rest{rlp};
        BytesView last = rest;
        while (!rest.empty()) {
            last = rest;
            rlp::first(rest).value();
        }
        return Bytes(rlp.begin(), rlp.end() - static_cast<std::ptrdiff_t>(last.size()));
    }

    std::string error_of(BytesView file) { return error_of(file, store); }

    std::string error_of(BytesView file, Store& into) {
        write_file(folder / "damaged", file);
        try {
            import_file(into, folder / "damaged");
        } catch (const ConfigError& error) {
            return error.what();
        }
        return {};
    }

    /// Where the records of a type begin.
    std::vector<std::size_t> records(std::uint16_t type) const {
        constexpr std::size_t header_bytes = era::RecordHeader::size_bytes;
        std::vector<std::size_t> found;
        for (std::size_t at = 0; at < era.size();) {
            const BytesView bytes = BytesView{era}.subspan(at, header_bytes);
            const auto header =
                era::decode_record_header(FixedBytes<header_bytes>::from(bytes).value()).value();
            if (header.type == type) found.push_back(at);
            at += header_bytes + header.length;
        }
        return found;
    }

    std::string error_with(std::size_t at, std::uint8_t change) {
        Bytes damaged = era;
        damaged.at(at) ^= change;
        return error_of(damaged);
    }
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

constexpr std::size_t data_offset = era::RecordHeader::size_bytes;
constexpr std::size_t framed_offset = data_offset + 10 + 8;  // the identifier, header and checksum

}  // namespace
}  // namespace damage

BOOST_FIXTURE_TEST_SUITE(damage, Fixture)

BOOST_AUTO_TEST_CASE(a_cut_era1_file_is_refused_wherever_it_is_cut) {
    BOOST_TEST_MESSAGE("seed " << seed);
    for (int i = 0; i < damages; ++i) {
        const std::size_t cut = anywhere_in(era);
        if (cut == 0) continue;
        BOOST_TEST(!error_of(BytesView{era}.first(cut)).empty(), "cut at " << cut);
    }
    BOOST_TEST(error_of(era).empty());
}

BOOST_AUTO_TEST_CASE(a_changed_bit_of_an_era1_file_never_gets_into_the_store) {
    Folder good_folder;
    Store good = open(good_folder.path(), genesis_of("blobs"));
    import_file(good, data("blobs", "chain.era1"));

    for (int i = 0; i < damages; ++i) {
        // A bit in the offsets of the index or in the skipped part of a chunk does no harm.
        error_with(anywhere_in(era), static_cast<std::uint8_t>(1U << i % 8));
    }

    BOOST_TEST(error_of(era).empty());
    BOOST_TEST(digest_of(store) == digest_of(good));
}

BOOST_AUTO_TEST_CASE(
    a_changed_bit_of_a_block_file_before_its_last_block_never_gets_into_the_store) {
    Folder good_folder;
    Store good = open(good_folder.path(), genesis_of("blobs"));
    import_file(good, data("blobs", "chain.rlp"));

    const Bytes committed = all_but_last_block();
    for (int i = 0; i < damages; ++i) {
        Bytes damaged = rlp;
        const std::size_t at = anywhere_in(committed);
        damaged[at] ^= static_cast<std::uint8_t>(1U << i % 8);
        // What is stored already is not compared byte by byte, so each file meets an empty store.
        Folder fresh;
        Store empty = open(fresh.path(), genesis_of("blobs"));
        BOOST_TEST(!error_of(damaged, empty).empty(), "changed at " << at);
        error_of(damaged);
    }

    BOOST_TEST(error_of(rlp).empty());
    BOOST_TEST(digest_of(store) == digest_of(good));
}

BOOST_AUTO_TEST_CASE(a_damaged_header_is_found_even_where_a_batch_ends) {
    // 512 blocks make a batch. The damaged one differs in its state root, to which only the next
    // header commits.
    Folder pow_folder;
    Store pow = open(pow_folder.path(), genesis_of("pow"));
    Bytes file = read_file(data("pow", "chain.rlp"));
    BytesView rest{file};
    for (int number = 1; number < 512; ++number) rlp::first(rest).value();
    constexpr std::size_t state_root_offset = 100;
    file[file.size() - rest.size() + state_root_offset] ^= 1;
    write_file(folder / "damaged", file);

    BOOST_CHECK_THROW(import_file(pow, folder / "damaged"), ConfigError);
    BOOST_TEST(pow.head().number == 511U);
    import_file(pow, data("pow", "chain.rlp"));
    BOOST_TEST(pow.head().number == 1250U);
}

BOOST_AUTO_TEST_CASE(a_cut_block_file_gives_the_whole_blocks_before_the_cut) {
    const std::string error = error_of(BytesView{rlp}.first(rlp.size() - 1));

    BOOST_TEST(has(error, "is cut off"));
    BOOST_TEST(has(error, "the store has the blocks up to"));
    BOOST_TEST(error_of(rlp).empty());
}

BOOST_AUTO_TEST_CASE(a_damaged_part_is_named) {
    const auto headers = records(era::record::header);
    const auto bodies = records(era::record::body);
    const auto receipts = records(era::record::receipts);

    BOOST_TEST(has(error_with(headers[2] + framed_offset, 0x20), "damaged header"));
    BOOST_TEST(has(error_with(bodies[2] + framed_offset, 0x01), "damaged body"));
    BOOST_TEST(has(error_with(receipts[2] + framed_offset, 0x01), "damaged list of receipts"));
}

BOOST_AUTO_TEST_CASE(a_wrong_total_difficulty_is_named_with_its_block) {
    const auto totals = records(era::record::total_difficulty);

    const std::string error = error_with(totals[3] + data_offset, 0x01);

    BOOST_TEST(has(error, "block 3 has a total difficulty that is not the sum"));
}

BOOST_AUTO_TEST_CASE(the_accumulator_is_checked_and_the_index_is_required) {
    const std::size_t accumulator = records(era::record::accumulator).at(0);
    const std::size_t index = records(era::record::block_index).at(0);

    BOOST_TEST(has(error_with(accumulator + data_offset, 0x01), "accumulator"));
    BOOST_TEST(has(error_of(BytesView{era}.first(index)), "without its block index"));
}

BOOST_AUTO_TEST_CASE(a_record_that_claims_gigabytes_takes_no_memory) {
    const std::size_t body = records(era::record::body).at(1);

    BOOST_TEST(has(error_with(body + 5, 0x7f), "too long"));
    BOOST_TEST(has(error_with(body + 6, 0x01), "a record that is none"));
}

BOOST_AUTO_TEST_CASE(records_in_another_order_are_refused) {
    const std::size_t body = records(era::record::body).at(1);

    BOOST_TEST(has(error_with(body, 0x01), "in the wrong order"));
}

BOOST_AUTO_TEST_CASE(unknown_records_are_skipped_and_joined_eras_are_read) {
    Bytes joined = era;
    const Bytes unknown{0x99, 0x99, 2, 0, 0, 0, 0, 0, 1, 2};
    joined.insert(joined.end(), unknown.begin(), unknown.end());
    joined.insert(joined.end(), era.begin(), era.end());

    BOOST_TEST(error_of(joined).empty());
}

BOOST_AUTO_TEST_SUITE_END()
