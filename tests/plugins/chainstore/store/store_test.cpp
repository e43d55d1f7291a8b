#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <thread>

#include <api/plugin/config_error.hpp>
#include <kit/testing/log_capture.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace store {
namespace {

constexpr chain::Budget plenty{1024, 2 * 1024 * 1024};

struct Fixture {
    Folder folder;
    Beginning genesis = made_up_genesis();
    Store store = open(folder.path(), genesis);
};

/// Lets no file grow any more: as near to a full disk as a test without privileges gets.
class NoMoreSpace {
public:
    NoMoreSpace() : before_signal_{::signal(SIGXFSZ, SIG_IGN)} {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit none = before_;
        none.rlim_cur = 4096;
        ::setrlimit(RLIMIT_FSIZE, &none);
    }
    ~NoMoreSpace() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, before_signal_);
    }
    NoMoreSpace(const NoMoreSpace&) = delete;
    NoMoreSpace& operator=(const NoMoreSpace&) = delete;

private:
    rlimit before_{};
    sighandler_t before_signal_;
};

bool same(const Result<chain::Head>& a, const chain::Head& b) {
    return a && a->number == b.number && a->time == b.time && a->hash == b.hash &&
           a->total_difficulty == b.total_difficulty;
}

}  // namespace
}  // namespace store

BOOST_FIXTURE_TEST_SUITE(store, Fixture)

BOOST_AUTO_TEST_CASE(a_new_store_begins_with_the_genesis_block) {
    BOOST_TEST((same(store.head(), genesis.head)));
    BOOST_TEST((store.block(0).value().hash == genesis.block.hash));
    BOOST_TEST((store.block(1).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(appended_blocks_become_the_chain_and_difficulties_add_up) {
    const auto blocks = made_up_blocks(store.head(), 200);

    const auto head = store.append(blocks);

    BOOST_REQUIRE(head);
    BOOST_TEST((same(*head, store.head())));
    BOOST_TEST(head->number == 200U);
    BOOST_TEST(head->time == 2000U);
    BOOST_TEST((head->hash == blocks.back().hash));
    BOOST_TEST((head->total_difficulty == 0x192));  // 2 + 200 * 2
    BOOST_TEST((same(store.head_at(200), *head)));
    BOOST_TEST((store.head_at(100).value().total_difficulty == 0xca));
}

BOOST_AUTO_TEST_CASE(appending_nothing_changes_nothing) {
    BOOST_TEST((same(store.append({}), genesis.head)));
}

BOOST_AUTO_TEST_CASE(blocks_that_do_not_follow_are_refused_as_a_whole) {
    const auto good = made_up_blocks(store.head(), 4);
    const auto other = made_up_blocks(made_up_genesis(1).head, 4);
    auto gap = good;
    gap.erase(gap.begin() + 2);
    auto forked = good;
    forked[3] = other[3];
    auto misnamed = good;
    misnamed[3].hash = other[3].hash;
    auto misnumbered = good;
    misnumbered[3].number = 5;
    auto without_body = good;
    without_body[3].body = SharedBytes{};
    auto broken_header = good;
    broken_header[3].header = good[3].body;

    for (const auto& blocks : {gap, forked, misnamed, misnumbered, without_body, broken_header}) {
        BOOST_TEST((store.append(blocks).error() == Errc::invalid_data));
        BOOST_TEST(store.head().number == 0U);
        BOOST_TEST((store.block(1).error() == Errc::not_found));
    }
    BOOST_TEST(store.append(good).has_value());
    BOOST_TEST((store.append(good).error() == Errc::invalid_data));
}

BOOST_AUTO_TEST_CASE(blocks_without_transactions_have_the_empty_list_of_receipts) {
    auto blocks = made_up_blocks(store.head(), 2);
    for (chain::StoredBlock& block : blocks) block.receipts.reset();
    BOOST_REQUIRE(store.append(blocks));

    const auto receipts = store.receipts(hashes(store, 0, 2), plenty).value();

    BOOST_REQUIRE(receipts.size() == 3U);
    BOOST_TEST(to_hex(receipts[0]) == "c0");
    BOOST_TEST(to_hex(receipts[2]) == "c0");
}

BOOST_AUTO_TEST_CASE(an_opened_store_has_what_was_appended_before) {
    Folder other;
    chain::Head before;
    {
        Store first = open(other.path(), genesis);
        before = first.append(made_up_blocks(first.head(), 50)).value();
    }

    Store second = open(other.path(), genesis);

    BOOST_TEST((same(second.head(), before)));
    BOOST_TEST((second.block(50).value().hash == before.hash));
    BOOST_TEST(second.append(made_up_blocks(second.head(), 1)).has_value());
}

BOOST_AUTO_TEST_CASE(a_store_of_another_chain_is_not_opened) {
    Folder other;
    { Store first = open(other.path(), genesis); }

    BOOST_CHECK_EXCEPTION(open(other.path(), made_up_genesis(1)), ConfigError,
                          [&](const ConfigError& error) {
                              const std::string what = error.what();
                              return what.find(other.path().string()) != std::string::npos &&
                                     what.find(to_hex(genesis.block.hash)) != std::string::npos &&
                                     what.find("another data folder") != std::string::npos &&
                                     what.find('\n') == std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(without_that_much_address_space_the_map_is_smaller) {
    Folder other;
    Store smaller = open(other.path(), genesis, std::size_t{1} << 47);

    BOOST_TEST(smaller.append(made_up_blocks(smaller.head(), 3)).has_value());
}

BOOST_AUTO_TEST_CASE(a_file_that_was_cut_off_is_refused_in_one_line) {
    Folder other;
    {
        Store whole = open(other.path(), genesis);
        BOOST_REQUIRE(whole.append(made_up_blocks(whole.head(), 500)));
    }
    const std::uintmax_t bytes = std::filesystem::file_size(other / "data.mdb");

    for (const std::uintmax_t left :
         {bytes - 1, bytes / 2, std::uintmax_t{8192}, std::uintmax_t{100}}) {
        std::filesystem::resize_file(other / "data.mdb", left);
        BOOST_CHECK_EXCEPTION(open(other.path(), genesis), ConfigError,
                              [&](const ConfigError& error) {
                                  const std::string what = error.what();
                                  return what.find(other.path().string()) != std::string::npos &&
                                         what.find('\n') == std::string::npos;
                              });
    }
}

BOOST_AUTO_TEST_CASE(the_file_is_never_shorter_than_its_meta_page_says) {
    Folder other;
    for (std::uint64_t branch = 1; branch < 20; ++branch) {
        Store again = open(other.path(), genesis);  // throws if it is
        BOOST_REQUIRE(again.replace(genesis.head.hash,
                                    made_up_blocks(genesis.head, 37 * branch % 50 + 1, branch)));
        BOOST_REQUIRE(again.prune(0));
    }
}

BOOST_AUTO_TEST_CASE(the_lock_file_has_space_behind_it) {
    struct stat found {};
    BOOST_REQUIRE(::stat((folder / "lock.mdb").c_str(), &found) == 0);

    BOOST_TEST(found.st_blocks * 512 >= 8192);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_no_database_is_a_configuration_error) {
    Folder other;
    write_file(other / "data.mdb", Bytes(8192, 0x5a));

    BOOST_CHECK_THROW(open(other.path(), genesis), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_a_configuration_error) {
    Folder other;
    write_file(other / "file", Bytes{1});

    BOOST_CHECK_EXCEPTION(open(other / "file", genesis), ConfigError, [](const auto& error) {
        const std::string_view text = error.what();
        return text.find(" cannot be made: Not a directory; ") != std::string_view::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_full_map_refuses_blocks_and_keeps_the_chain) {
    Folder other;
    Store small = open(other.path(), genesis, 1 << 20);
    Result<chain::Head> appended = small.head();

    while (appended) appended = small.append(made_up_blocks(small.head(), 100));

    BOOST_TEST((appended.error() == Errc::storage_failed));
    BOOST_TEST(small.head().number >= 100U);
    BOOST_TEST((small.block(small.head().number).value().hash == small.head().hash));
    BOOST_TEST((small.block(small.head().number + 1).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(a_full_disk_refuses_blocks_and_keeps_the_chain) {
    BOOST_REQUIRE(store.append(made_up_blocks(store.head(), 10)));
    const auto more = made_up_blocks(store.head(), 2000);
    Result<chain::Head> refused = store.head();

    {
        const NoMoreSpace full_disk;
        refused = store.append(more);
    }

    BOOST_TEST((refused.error() == Errc::storage_failed));
    BOOST_TEST(store.head().number == 10U);
    BOOST_TEST((store.block(10).value().hash == store.head().hash));
    BOOST_TEST((store.block(11).error() == Errc::not_found));
    BOOST_TEST(store.append(more).has_value());
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_told_once_whatever_succeeds_in_between) {
    const testing::LogCapture log;
    for (int i = 0; i < 5; ++i) {
        const auto more = made_up_blocks(store.head(), 2000);
        {
            const NoMoreSpace full_disk;
            BOOST_TEST((store.append(more).error() == Errc::storage_failed));
        }
        BOOST_REQUIRE(store.append(made_up_blocks(store.head(), 10)));
    }

    BOOST_TEST(log.count("the chain store failed") == 1U);
}

BOOST_AUTO_TEST_CASE(failures_are_told_again_by_another_cause_and_after_an_hour) {
    ToldFailures told;
    const SteadyTime now{};

    BOOST_TEST(told.tell(ENOSPC, now).value() == 0U);
    BOOST_TEST(!told.tell(ENOSPC, now + 1min).has_value());
    BOOST_TEST(!told.tell(ENOSPC, now + 59min).has_value());
    BOOST_TEST(told.tell(ENOSPC, now + 1h).value() == 2U);
    BOOST_TEST(told.tell(EROFS, now + 1h).value() == 0U);
}

BOOST_AUTO_TEST_CASE(readers_on_other_threads_see_whole_appends_only) {
    constexpr std::size_t batch = 25;
    constexpr std::uint64_t last = 20 * batch;
    const auto blocks = made_up_blocks(store.head(), last);
    std::atomic<int> surprises = 0;
    const auto read = [&] {
        chain::HeaderQuery all;
        all.amount = last + 1;
        for (std::uint64_t seen = 0; seen < last; seen = store.head().number) {
            const auto headers = store.headers(all, plenty);
            if (!headers || headers->size() < seen || headers->size() % batch != 1) ++surprises;
        }
    };

    std::thread one{read};
    std::thread two{read};
    for (std::size_t i = 0; i < blocks.size(); i += batch) {
        if (!store.append(std::span{blocks}.subspan(i, batch))) ++surprises;
    }
    one.join();
    two.join();

    BOOST_TEST(surprises == 0);
}

BOOST_AUTO_TEST_SUITE_END()
