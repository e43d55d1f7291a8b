#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <csignal>
#include <random>

#include <plugins/chainstore/commands/import.hpp>
#include <plugins/chainstore/commands/salvage.hpp>
#include <plugins/chainstore/pages/page_check.hpp>
#include <plugins/chainstore/store/records.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace pages {
namespace {

constexpr unsigned seed = 20268;
constexpr int damages = 500;
constexpr std::size_t page_bytes = 4096;
constexpr std::size_t page_header = 64;  ///< where a page's own fields and pointers are

/// A small store of real blocks after some changes, as the bytes of its file.
struct Fixture {
    Folder folder;
    Beginning genesis = genesis_of("pos");
    std::filesystem::path data = folder / "chain/data.mdb";
    Bytes sound;
    std::mt19937 random{seed};

    Fixture() {
        {
            Store store = open(folder / "chain", genesis);
            import_file(store, data_of_pos());
            const chain::Head kept = store.head_at(store.head().number - 3).value();
            store.replace(kept.hash, made_up_blocks(kept, 2)).value();
            store.put_follower("somebody", {3, {}}).value();
        }
        sound = read_file(data);
    }

    static std::filesystem::path data_of_pos() { return test::data("pos", "chain.era1"); }

    std::size_t below(std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random);
    }

    void fill(Bytes& bytes, std::size_t at, std::size_t count) {
        for (std::size_t i = at; i < std::min(at + count, bytes.size()); ++i) {
            bytes[i] = static_cast<std::uint8_t>(below(256));
        }
    }

    void turn_bit(Bytes& bytes, std::size_t at) {
        bytes.at(at) ^= static_cast<std::uint8_t>(1U << below(8));
    }

    Bytes damaged() {
        Bytes bytes = sound;
        const std::size_t page = below(bytes.size() / page_bytes) * page_bytes;
        switch (below(8)) {
            case 0:
                fill(bytes, page, page_bytes);
                break;
            case 1:
                std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(page), page_bytes,
                            std::uint8_t{0});
                break;
            case 2:
                fill(bytes, page, page_header);
                break;
            case 3:
                fill(bytes, below(bytes.size()), 16);
                break;
            case 4:
                bytes.resize(below(bytes.size()));
                break;
            case 5:
                turn_bit(bytes, below(bytes.size()));
                break;
            case 6:
                turn_bit(bytes, below(2 * page_bytes));
                break;
            default:
                turn_bit(bytes, page + below(page_header));
                break;
        }
        return bytes;
    }

    void write(BytesView bytes) {
        std::filesystem::remove_all(folder / "chain");
        std::filesystem::create_directories(folder / "chain");
        write_file(data, bytes);
    }

    /// Reads every block, so every page.
    /// @returns how many cannot be read
    static std::uint64_t unreadable(Store& store) {
        std::uint64_t bad = 0;
        for (std::uint64_t number = store.earliest(); number <= store.head().number; ++number) {
            const Result<chain::StoredBlock> block = store.block(number);
            if (!block || !store.head_at(number) || !store.number_of_hash(block->hash)) ++bad;
        }
        return bad;
    }

    /// Reads and changes as a node does.
    static void use(Store& store) {
        (void)unreadable(store);
        const chain::Head head = store.head();
        (void)store.append(made_up_blocks(head, 3));
        (void)store.replace(head.hash, made_up_blocks(head, 2, 1));
        (void)store.put_follower("another", {1, head.hash});
        (void)store.prune(store.earliest() + 20);
    }

    void use_damaged(BytesView bytes) {
        write(bytes);
        try {
            Store store = open(folder / "chain", genesis);
            use(store);
        } catch (const ConfigError&) {
            ++refused;
        }
    }

    /// @returns false if nothing of it is good
    bool repair() {
        try {
            Salvage work{folder / "chain", test_map_bytes, genesis.block, genesis.head};
            while (work.step()) {
            }
        } catch (const ConfigError&) {
            return false;
        }
        return true;
    }

    std::size_t root_of(Table table) {
        const PageFile file{data};
        const MetaPage even = file.meta(0).value();
        const MetaPage odd = file.meta(1).value();
        const MetaPage& last = even.transaction > odd.transaction ? even : odd;
        return find_tree(file, last, name_of(table)).root * page_bytes;
    }

    int refused = 0;
};

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace
}  // namespace pages

BOOST_FIXTURE_TEST_SUITE(pages, Fixture)

BOOST_AUTO_TEST_CASE(a_sound_file_passes_after_every_kind_of_change) {
    Store store = open(folder / "chain", genesis);

    for (std::uint64_t round = 0; round < 20; ++round) {
        const chain::Head head = store.head();
        store.append(made_up_blocks(head, 50, round)).value();
        if (round % 3 == 1) store.replace(head.hash, made_up_blocks(head, 20, 100 + round)).value();
        if (round % 4 == 3) store.prune(store.head().number - 30).value();
        BOOST_CHECK_NO_THROW(store.check_pages());
    }
}

BOOST_AUTO_TEST_CASE(no_damage_ends_the_process) {
    BOOST_TEST_MESSAGE("seed " << seed);
    int repaired = 0;

    for (int i = 0; i < damages; ++i) {
        const Bytes bytes = damaged();
        use_damaged(bytes);
        write(bytes);
        if (!repair()) continue;
        ++repaired;
        Store store = open(folder / "chain", genesis);
        BOOST_TEST(unreadable(store) == 0U, "damage " << i);
    }

    BOOST_TEST_MESSAGE(refused << " refused, " << repaired << " repaired");
    BOOST_TEST(refused > damages / 4);
    BOOST_TEST(repaired > damages / 2);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_cut_off_while_it_is_open_is_an_error) {
    Store store = open(folder / "chain", genesis);
    const chain::Head head = store.head();
    std::filesystem::resize_file(data, sound.size() / 4);

    BOOST_TEST((store.block(head.number).error() == Errc::storage_failed));
    BOOST_TEST((store.append(made_up_blocks(head, 1)).error() == Errc::storage_failed));
    BOOST_TEST((store.prune(5).error() == Errc::storage_failed));
}

BOOST_AUTO_TEST_CASE(repair_of_a_sound_file_copies_all_of_it) {
    std::string before;
    {
        Store store = open(folder / "chain", genesis);
        before = digest_of(store);
    }

    BOOST_TEST(repair());

    Store store = open(folder / "chain", genesis);
    BOOST_TEST(digest_of(store) == before);
    BOOST_TEST(store.follower("somebody").value().number == 3U);
    BOOST_TEST((read_file(folder / "chain/data.mdb.damaged") == sound));
}

BOOST_AUTO_TEST_CASE(repair_keeps_the_blocks_before_a_damaged_page) {
    Bytes bytes = sound;
    const std::size_t root = root_of(Table::headers);
    Page branch;
    BOOST_TEST_REQUIRE(branch.load(PageFile{data}, root / page_bytes) == "");
    BOOST_TEST_REQUIRE(!branch.is_leaf());
    const Page::Node& last = branch.nodes().back();
    bytes.at(last.child * page_bytes + 10) ^= 1;  // its flags
    write(bytes);
    BOOST_CHECK_THROW(open(folder / "chain", genesis), DamagedStore);

    BOOST_TEST(repair());

    const Store store = open(folder / "chain", genesis);
    BOOST_TEST(store.head().number + 1 == number_from(last.key));
}

BOOST_AUTO_TEST_CASE(repair_refuses_another_chain_and_a_file_without_good_blocks) {
    genesis = genesis_of("pow");
    BOOST_TEST(!repair());
    genesis = genesis_of("pos");
    write(Bytes(10 * page_bytes, 0x11));

    BOOST_TEST(!repair());
    BOOST_TEST((read_file(data) == Bytes(10 * page_bytes, 0x11)));
}

BOOST_AUTO_TEST_CASE(a_write_that_the_system_cuts_short_names_its_cause) {
    Database database{folder / "chain", test_map_bytes};
    rlimit before{};
    BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit less{sound.size() + 16 * page_bytes, before.rlim_max};
    BOOST_TEST_REQUIRE(::setrlimit(RLIMIT_FSIZE, &less) == 0);

    int code = 0;
    try {
        Writing writing{database};
        for (std::uint64_t i = 0; i < 100; ++i) {
            writing.put(Table::left, key_of(i), Bytes(10'000, 1));
        }
        writing.commit();
    } catch (const DatabaseError& error) {
        code = error.code();
    }
    ::setrlimit(RLIMIT_FSIZE, &before);

    BOOST_TEST(code == EFBIG);
    BOOST_CHECK_NO_THROW(database.check_pages());
}

BOOST_AUTO_TEST_CASE(a_store_that_is_opened_for_reading_is_not_changed) {
    Store::Location place{folder / "chain", test_map_bytes};
    place.access = Access::read;
    std::filesystem::remove(folder / "chain/closed");
    Store store{place, genesis.block, genesis.head, make_logger("chainstore")};

    BOOST_TEST(has(digest_of(store), "digest 0x"));
    BOOST_TEST((store.append(made_up_blocks(store.head(), 1)).error() == Errc::storage_failed));
    BOOST_TEST(!std::filesystem::exists(folder / "chain/closed"));
    BOOST_TEST((read_file(data) == sound));
}

BOOST_AUTO_TEST_SUITE_END()
