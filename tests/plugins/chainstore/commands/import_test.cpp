#include <sys/stat.h>
#include <zlib.h>

#include <boost/json.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>
#include <thread>

#include <api/plugin/config_error.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/roots.hpp>
#include <kit/rlp/item.hpp>
#include <kit/rlp/writer.hpp>
#include <plugins/chainstore/commands/export.hpp>
#include <plugins/chainstore/commands/import.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;
namespace data_sets = boost::unit_test::data;

namespace import {
namespace {

const std::vector<std::string> chains{"pow", "pos", "blobs"};

boost::json::object facts_of(const std::string& chain) {
    const Bytes text = read_file(data(chain, "chain.json"));
    return boost::json::parse(text_of(text)).as_object();
}

std::string fact(const boost::json::object& facts, std::string_view name) {
    const boost::json::value& value = facts.at(name);
    return value.is_string() ? std::string{value.as_string()} : boost::json::serialize(value);
}

/// The hexadecimal form of a small decimal number, as the digest prints it.
std::string hex_of_decimal(const std::string& digits) {
    std::ostringstream out;
    out << "0x" << std::hex << std::stoull(digits);
    return out.str();
}

std::string error_of_import(Store& store, const std::filesystem::path& path) {
    try {
        import_file(store, path);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "no error";
}

void write_gzip(const std::filesystem::path& path, BytesView plain) {
    const gzFile file = gzopen(path.c_str(), "wb");
    BOOST_REQUIRE(file != nullptr);
    BOOST_REQUIRE(gzwrite(file, plain.data(), static_cast<unsigned>(plain.size())) ==
                  static_cast<int>(plain.size()));
    BOOST_REQUIRE(gzclose(file) == Z_OK);
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

/// A block whose only transaction carries that many bytes.
chain::StoredBlock large_block(const chain::Head& parent, std::size_t bytes) {
    eth::Body body;
    body.transactions.emplace_back().input = Bytes(bytes, 0x55);
    chain::StoredBlock block;
    block.body = SharedBytes{eth::encode_body(body)};
    const eth::BodyRoots roots = eth::body_roots(block.body).value();
    eth::Header header;
    header.transactions_root = roots.transactions;
    header.uncles_hash = roots.uncles;
    header.parent = block.parent = parent.hash;
    header.number = block.number = parent.number + 1;
    header.time = parent.time + 12;
    block.header = SharedBytes{eth::encode_header(header)};
    block.hash = crypto::keccak256(block.header);
    return block;
}

/// As a block file has it.
Bytes whole(const chain::StoredBlock& block) {
    return eth::block_list(eth::make_raw_block(block.header, block.body).value());
}

struct Fixture {
    Folder folder;
};

}  // namespace
}  // namespace import

BOOST_FIXTURE_TEST_SUITE(import, Fixture)

BOOST_DATA_TEST_CASE(an_era1_file_gives_the_chain_with_receipts, data_sets::make(chains), chain) {
    const auto facts = facts_of(chain);
    Store store = open(folder.path(), genesis_of(chain));

    import_file(store, data(chain, "chain.era1"));
    const std::string digest = digest_of(store);

    BOOST_TEST("0x" + to_hex(store.head_at(0).value().hash) == fact(facts, "genesisHash"));
    BOOST_TEST(has(digest, "head " + fact(facts, "headNumber") + " " + fact(facts, "headHash")));
    BOOST_TEST(has(
        digest, "total-difficulty " + hex_of_decimal(fact(facts, "headTotalDifficulty")) + "\n"));
    BOOST_TEST(has(digest, "\nblocks " + fact(facts, "blocks") + "\n"));
    BOOST_TEST(has(digest, "\ntransactions " + fact(facts, "transactions") + "\n"));
    BOOST_TEST(has(digest, "\nreceipts " + fact(facts, "receipts") + "\n"));
}

BOOST_DATA_TEST_CASE(a_block_file_gives_the_chain_without_receipts, data_sets::make(chains),
                     chain) {
    const auto facts = facts_of(chain);
    Store store = open(folder.path(), genesis_of(chain));

    import_file(store, data(chain, "chain.rlp"));
    const std::string digest = digest_of(store);

    BOOST_TEST(has(digest, "head " + fact(facts, "headNumber") + " " + fact(facts, "headHash")));
    BOOST_TEST(has(digest, "\ntransactions " + fact(facts, "transactions") + "\n"));
    BOOST_TEST(has(digest, "\nreceipts 0\n"));
}

BOOST_DATA_TEST_CASE(what_was_imported_is_served_byte_for_byte, data_sets::make(chains), chain) {
    Store store = open(folder.path(), genesis_of(chain));
    import_file(store, data(chain, "chain.era1"));
    const std::vector<Hash256> all = hashes(store, 1, store.head().number);
    constexpr chain::Budget plenty{100'000, 100'000'000};

    const auto bodies = store.bodies(all, plenty).value();
    const auto receipts = store.receipts(all, plenty).value();

    BOOST_REQUIRE(bodies.size() == all.size());
    BOOST_REQUIRE(receipts.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto header = eth::decode_header(store.block(i + 1).value().header).value();
        BOOST_TEST(eth::check_body(header, bodies[i]).has_value());
        BOOST_TEST(eth::check_receipts(header, receipts[i]).has_value());
    }
}

BOOST_DATA_TEST_CASE(an_export_is_the_block_file_behind_the_genesis_block, data_sets::make(chains),
                     chain) {
    Store store = open(folder.path(), genesis_of(chain));
    import_file(store, data(chain, "chain.rlp"));

    Export work{store, folder / "exported.rlp"};
    while (work.step()) {
    }

    const Bytes exported = read_file(folder / "exported.rlp");
    const Bytes original = read_file(data(chain, "chain.rlp"));
    BOOST_TEST(work.blocks() == store.head().number + 1);
    BOOST_REQUIRE(exported.size() > original.size());
    BOOST_TEST(std::equal(original.rbegin(), original.rend(), exported.rbegin()));
    BOOST_CHECK_THROW((Export{store, folder / "exported.rlp"}), ConfigError);

    Folder other;
    Store again = open(other.path(), genesis_of(chain));
    import_file(again, folder / "exported.rlp");
    BOOST_TEST(digest_of(again) == digest_of(store));
}

BOOST_AUTO_TEST_CASE(a_block_larger_than_a_batch_is_stored) {
    Store store = open(folder.path(), genesis_of("pos"));
    const chain::StoredBlock first = large_block(store.head(), 9'000'000);
    chain::Head head = store.head();
    head.number = first.number;
    head.hash = first.hash;
    Bytes file = whole(first);
    const Bytes second = whole(large_block(head, 9'000'000));
    file.insert(file.end(), second.begin(), second.end());
    write_file(folder / "large.rlp", file);

    import_file(store, folder / "large.rlp");

    BOOST_TEST(store.head().number == 2U);
    BOOST_TEST(store.block(1).value().body.size() > 9'000'000U);
}

BOOST_AUTO_TEST_CASE(a_block_that_no_message_can_hold_is_refused_by_name) {
    Store store = open(folder.path(), genesis_of("pos"));
    write_file(folder / "huge.rlp", whole(large_block(store.head(), 11'000'000)));

    const std::string error = error_of_import(store, folder / "huge.rlp");

    BOOST_TEST(has(error, "block 1 "), error);
    BOOST_TEST(has(error, "10485760"), error);
}

BOOST_AUTO_TEST_CASE(items_behind_a_body_are_refused) {
    Store store = open(folder.path(), genesis_of("pos"));
    chain::StoredBlock block = large_block(store.head(), 10);
    BytesView list = block.body;
    rlp::Writer body;
    body.list([&] {
        body.raw(rlp::first(list).value().payload);
        body.list([] {});
        body.bytes(Bytes(200'000));
    });
    block.body = SharedBytes{body.take()};
    write_file(folder / "more.rlp", whole(block));

    const std::string error = error_of_import(store, folder / "more.rlp");

    BOOST_TEST(has(error, "block 1 "), error);
    BOOST_TEST(store.head().number == 0U);
}

BOOST_AUTO_TEST_CASE(blocks_that_are_there_are_skipped) {
    Store store = open(folder.path(), genesis_of("pos"));
    import_file(store, data("pos", "chain.era1"));
    const std::string before = digest_of(store);

    Import again{store, data("pos", "chain.era1")};
    while (again.step()) {
    }

    BOOST_TEST(again.state().appended == 0U);
    BOOST_TEST(again.state().skipped == 151U);
    BOOST_TEST(again.state().bytes_read == again.state().bytes_total.value());
    BOOST_TEST(digest_of(store) == before);
}

BOOST_AUTO_TEST_CASE(a_file_of_another_chain_is_refused) {
    Store store = open(folder.path(), genesis_of("pos"));

    const std::string era = error_of_import(store, data("pow", "chain.era1"));
    const std::string rlp = error_of_import(store, data("pow", "chain.rlp"));

    BOOST_TEST(has(era, "pow/chain.era1: block 0 is the genesis of another chain: 0x"));
    BOOST_TEST(has(rlp, "pow/chain.rlp: block 1 is on another chain: its parent is 0x"));
    BOOST_TEST(store.head().number == 0U);
}

BOOST_AUTO_TEST_CASE(a_gap_is_named) {
    Store store = open(folder.path(), genesis_of("pos"));
    const Bytes whole = read_file(data("pos", "chain.rlp"));
    BytesView rest{whole};
    BOOST_REQUIRE(rlp::first(rest));
    write_file(folder / "gap.rlp", rest);

    const std::string error = error_of_import(store, folder / "gap.rlp");

    BOOST_TEST(has(error, "gap.rlp: block 2 does not follow block 0"));
}

BOOST_AUTO_TEST_CASE(files_that_are_no_chain_are_refused_in_one_line) {
    Store store = open(folder.path(), genesis_of("pos"));
    write_file(folder / "packed.gz", Bytes{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
    write_file(folder / "packed.zst", Bytes{0x28, 0xb5, 0x2f, 0xfd});
    write_file(folder / "text", bytes_of("hello"));
    write_file(folder / "huge", Bytes{0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff});
    write_file(folder / "long", Bytes{0xfb, 0x7f, 0xff, 0xff, 0xff});
    write_file(folder / "empty list", Bytes{0xc0});

    BOOST_TEST(has(error_of_import(store, folder / "packed.gz"), "its compressed data has no end"));
    BOOST_TEST(has(error_of_import(store, folder / "packed.zst"), "unzstd"));
    BOOST_TEST(has(error_of_import(store, folder / "text"), "neither a block file"));
    BOOST_TEST(has(error_of_import(store, folder / "huge"), "that a message can hold"));
    BOOST_TEST(has(error_of_import(store, folder / "long"), "that a message can hold"));
    BOOST_TEST(has(error_of_import(store, folder / "empty list"), "holds no block at byte 0"));
    BOOST_TEST(has(error_of_import(store, folder / "missing"), "cannot be read"));
    BOOST_TEST(has(error_of_import(store, folder.path()), "cannot be read"));
    BOOST_TEST(store.head().number == 0U);
}

BOOST_AUTO_TEST_CASE(compressed_files_are_read_as_they_are) {
    for (const char* const name : {"chain.era1", "chain.rlp"}) {
        Folder here;
        Store store = open(here.path(), genesis_of("pos"));
        const std::filesystem::path packed = here.path() / (std::string{name} + ".gz");
        write_gzip(packed, read_file(data("pos", name)));

        Import work{store, packed};
        while (work.step()) {
        }

        BOOST_TEST(store.head().number == 150U);
        BOOST_TEST(work.state().bytes_read == std::filesystem::file_size(packed));
        BOOST_TEST(work.state().bytes_read == work.state().bytes_total.value());
    }
}

BOOST_AUTO_TEST_CASE(a_pipe_is_read_and_has_no_size) {
    Store store = open(folder.path(), genesis_of("pos"));
    const std::filesystem::path pipe = folder / "pipe";
    BOOST_REQUIRE(::mkfifo(pipe.c_str(), S_IRUSR | S_IWUSR) == 0);
    std::jthread writer([&] { write_file(pipe, read_file(data("pos", "chain.rlp"))); });

    Import work{store, pipe};
    while (work.step()) {
    }

    BOOST_TEST(store.head().number == 150U);
    BOOST_TEST(!work.state().bytes_total);
}

BOOST_AUTO_TEST_CASE(a_wrong_index_of_an_era_does_not_matter) {
    Store store = open(folder.path(), genesis_of("pos"));
    Bytes era = read_file(data("pos", "chain.era1"));
    era[era.size() - 7] ^= 0x20;  // of the count of blocks, which ends the index
    write_file(folder / "wrong.era1", era);

    import_file(store, folder / "wrong.era1");

    BOOST_TEST(store.head().number == 150U);
}

BOOST_AUTO_TEST_CASE(what_was_verified_before_a_fault_is_kept) {
    Store store = open(folder.path(), genesis_of("pos"));
    Bytes file = read_file(data("pos", "chain.rlp"));
    file.resize(file.size() - 5);
    write_file(folder / "short.rlp", file);

    const std::string error = error_of_import(store, folder / "short.rlp");

    BOOST_TEST(has(error, "is cut off"), error);
    BOOST_TEST(has(error, "the store has the blocks up to 148"), error);
    BOOST_TEST(store.head().number == 148U);
}

/// A list whose length is to have eight bytes of which six are there.
BOOST_AUTO_TEST_CASE(a_file_that_ends_in_the_length_of_a_block_is_cut_off) {
    Store store = open(folder.path(), genesis_of("pos"));
    write_file(folder / "short.rlp", Bytes{0xff, 0xff, 0xff, 0x05, 0x03, 0x21, 0x7e});

    const std::string error = error_of_import(store, folder / "short.rlp");

    BOOST_TEST(has(error, "is cut off in the length of the block at byte 0"), error);
}

BOOST_AUTO_TEST_CASE(a_file_without_blocks_changes_nothing) {
    Store store = open(folder.path(), genesis_of("pos"));
    write_file(folder / "empty", {});

    import_file(store, folder / "empty");

    BOOST_TEST(store.head().number == 0U);
}

BOOST_AUTO_TEST_CASE(a_full_store_ends_an_import_with_what_it_has) {
    Store store = open(folder.path(), genesis_of("pow"), 1 << 20);

    const std::string error = error_of_import(store, data("pow", "chain.era1"));

    BOOST_TEST(has(error, "cannot be stored"));
    BOOST_TEST(has(error, "the store has the blocks up to " + std::to_string(store.head().number)));
}

BOOST_AUTO_TEST_SUITE_END()
