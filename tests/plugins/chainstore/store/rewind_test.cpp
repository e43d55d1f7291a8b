#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include <kit/testing/log_capture.hpp>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;
using namespace plexus::chainstore::test;

namespace rewinding {
namespace {

constexpr chain::Budget plenty{1024, 2 * 1024 * 1024};
constexpr std::uint8_t other = 1;

std::vector<Hash256> hashes_of(const std::vector<chain::StoredBlock>& blocks) {
    std::vector<Hash256> hashes;
    for (const chain::StoredBlock& block : blocks) hashes.push_back(block.hash);
    return hashes;
}

/// A chain of 20 blocks, and a branch of 6 behind block 17.
struct Fixture {
    Folder folder;
    Beginning genesis = made_up_genesis();
    Store store = open(folder.path(), genesis);
    std::vector<chain::StoredBlock> main = made_up_blocks(genesis.head, 20);
    Hash256 fork = main[16].hash;
    std::vector<chain::StoredBlock> branch = made_up_blocks(head_after(17), 6, other);

    Fixture() { BOOST_REQUIRE(store.append(main)); }

    chain::Head head_after(std::size_t count) const {
        chain::Head head;
        head.number = main[count - 1].number;
        head.hash = main[count - 1].hash;
        return head;
    }

    chain::RawItems headers(std::uint64_t from, std::uint64_t amount) {
        chain::HeaderQuery query;
        query.number = from;
        query.amount = amount;
        return store.headers(query, plenty).value();
    }

    bool is_whole(const std::vector<chain::StoredBlock>& blocks) {
        for (const chain::StoredBlock& block : blocks) {
            if (store.hash_at(block.number).value() != block.hash) return false;
            if (store.block(block.number).value().parent != block.parent) return false;
        }
        return store.bodies(hashes_of(blocks), plenty).value().size() == blocks.size() &&
               store.receipts(hashes_of(blocks), plenty).value().size() == blocks.size();
    }

    bool knows(const Hash256& hash) {
        chain::HeaderQuery query;
        query.hash = hash;
        query.amount = 1;
        return !store.headers(query, plenty).value().empty();
    }
};

}  // namespace
}  // namespace rewinding

BOOST_FIXTURE_TEST_SUITE(rewinding, Fixture)

BOOST_AUTO_TEST_CASE(a_branch_takes_the_place_of_what_stood_behind_the_ancestor) {
    const auto replaced = store.replace(fork, branch);

    BOOST_REQUIRE(replaced);
    BOOST_TEST((replaced->hash == branch.back().hash));
    BOOST_TEST((store.head().hash == branch.back().hash));
    BOOST_TEST(store.head().number == 23U);
    BOOST_TEST((store.head().total_difficulty == 0x30));  // 2 + 23 * 2
    BOOST_TEST(is_whole(branch));
    BOOST_TEST(headers(0, 100).size() == 24U);
}

BOOST_AUTO_TEST_CASE(what_was_left_is_told_from_the_head_down_and_known_no_more) {
    BOOST_REQUIRE(store.replace(fork, branch));

    const auto step = store.step_of_follower({20, main[19].hash}, 0);
    BOOST_TEST((step->at == FollowerPlace{17, main[16].hash}));
    BOOST_TEST((step->parent == main[16].parent));
    BOOST_REQUIRE(step->removed.size() == 3U);
    BOOST_TEST((step->removed[0] == chain::ref_of(main[19])));
    BOOST_TEST((step->removed[2] == chain::ref_of(main[17])));
    const std::vector<Hash256> left{main[17].hash, main[18].hash, main[19].hash};
    BOOST_TEST(store.bodies(left, plenty).value().empty());
    BOOST_TEST(store.receipts(left, plenty).value().empty());
    BOOST_TEST(!knows(main[17].hash));
}

BOOST_AUTO_TEST_CASE(a_branch_may_be_shorter_or_empty) {
    BOOST_TEST(store.replace(fork, std::span{branch}.first(1))->number == 18U);
    BOOST_TEST(headers(18, 10).size() == 1U);

    const auto bare = store.replace(main[9].hash, {});

    BOOST_TEST(bare->number == 10U);
    BOOST_TEST((store.head().hash == main[9].hash));
    BOOST_TEST((store.block(11).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(behind_the_head_nothing_is_left) {
    const auto replaced = store.replace(main.back().hash, made_up_blocks(store.head(), 2));

    BOOST_TEST(replaced->number == 22U);
}

BOOST_AUTO_TEST_CASE(the_chain_can_be_left_and_come_back_to) {
    BOOST_REQUIRE(store.replace(fork, branch));

    BOOST_REQUIRE(store.replace(fork, std::span{main}.subspan(17)));

    BOOST_TEST((store.head().hash == main.back().hash));
    BOOST_TEST(is_whole(main));
}

BOOST_AUTO_TEST_CASE(a_block_that_is_not_on_the_chain_is_no_ancestor) {
    BOOST_TEST((store.replace(branch[0].hash, {}).error() == Errc::not_found));
    BOOST_TEST((store.head().hash == main.back().hash));
}

BOOST_AUTO_TEST_CASE(blocks_that_do_not_follow_the_ancestor_change_nothing) {
    auto gap = branch;
    gap.erase(gap.begin() + 2);
    auto of_another_parent = branch;
    of_another_parent[3].parent = Hash256{};

    BOOST_TEST((store.replace(main[15].hash, branch).error() == Errc::invalid_data));
    BOOST_TEST((store.replace(fork, gap).error() == Errc::invalid_data));
    BOOST_TEST((store.replace(fork, of_another_parent).error() == Errc::invalid_data));

    BOOST_TEST((store.head().hash == main.back().hash));
    BOOST_TEST(is_whole(main));
}

BOOST_AUTO_TEST_CASE(the_chain_is_left_no_further_back_than_the_bound_which_is_named) {
    Folder other_folder;
    Store bounded = open_bounded(other_folder.path(), genesis, 5);
    BOOST_REQUIRE(bounded.append(main));
    const testing::LogCapture log;

    const auto refused = bounded.replace(main[13].hash, {});
    const auto done = bounded.replace(main[14].hash, {});

    BOOST_TEST((refused.error() == Errc::limit_exceeded));
    BOOST_TEST(log.count("blocks=6 bound=5") == 1U);
    BOOST_TEST(done->number == 15U);
}

BOOST_AUTO_TEST_CASE(a_thousand_of_ten_thousand_blocks_are_left_in_one_step) {
    constexpr std::size_t depth = 1024;
    const std::vector<chain::StoredBlock> more = made_up_blocks(head_after(20), 9980);
    BOOST_REQUIRE(store.append(more));
    const chain::Head left = store.head();
    chain::Head ancestor;
    ancestor.number = left.number - depth;
    ancestor.hash = store.hash_at(ancestor.number).value();
    const auto deep = made_up_blocks(ancestor, depth + 1, other);

    BOOST_REQUIRE(store.replace(ancestor.hash, deep));

    BOOST_TEST(store.head().number == left.number + 1);
    BOOST_TEST((store.hash_at(ancestor.number + 1).value() == deep.front().hash));
    const auto step = store.step_of_follower({left.number, left.hash}, 0);
    BOOST_TEST(step->removed.size() == depth);
    BOOST_TEST((step->at == FollowerPlace{ancestor.number, ancestor.hash}));
    BOOST_TEST((step->added.front().hash == deep.front().hash));
}

BOOST_AUTO_TEST_CASE(an_opened_store_has_the_branch) {
    Folder other_folder;
    {
        Store first = open(other_folder.path(), genesis);
        BOOST_REQUIRE(first.append(main));
        BOOST_REQUIRE(first.replace(fork, branch));
    }

    Store second = open(other_folder.path(), genesis);

    BOOST_TEST((second.head().hash == branch.back().hash));
    BOOST_TEST(second.append(made_up_blocks(second.head(), 3)).has_value());
}

BOOST_AUTO_TEST_CASE(a_branch_that_does_not_fit_into_the_map_leaves_the_old_one) {
    Folder other_folder;
    Store small = open(other_folder.path(), genesis, 1 << 20);
    BOOST_REQUIRE(small.append(main));

    const auto refused = small.replace(fork, made_up_blocks(head_after(17), 3000, other));

    BOOST_TEST((refused.error() == Errc::storage_failed));
    BOOST_TEST((small.head().hash == main.back().hash));
    BOOST_TEST(small.bodies(hashes_of(main), plenty).value().size() == 20U);
    BOOST_TEST(small.replace(fork, branch).has_value());
}

BOOST_AUTO_TEST_CASE(readers_on_other_threads_see_one_branch_or_the_other) {
    std::atomic<int> surprises = 0;
    std::atomic<bool> done = false;
    const auto expected = [this](const chain::RawItems& seen,
                                 const std::vector<chain::StoredBlock>& blocks) {
        return std::ranges::equal(seen, blocks, [](const SharedBytes& header, const auto& block) {
            return std::ranges::equal(header.view(), block.header.view());
        });
    };
    const std::vector<chain::StoredBlock> tail(main.begin() + 17, main.end());
    std::thread reader{[&] {
        while (!done) {
            const chain::RawItems seen = headers(18, 100);
            if (!expected(seen, tail) && !expected(seen, branch)) ++surprises;
        }
    }};

    for (int i = 0; i < 50; ++i) {
        if (!store.replace(fork, branch) || !store.replace(fork, tail)) ++surprises;
    }
    done = true;
    reader.join();

    BOOST_TEST(surprises == 0);
}

BOOST_AUTO_TEST_SUITE_END()
