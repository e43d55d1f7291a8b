#include <boost/test/unit_test.hpp>

#include <plugins/relay/blocks/recent.hpp>

#include <tests/plugins/relay/things.hpp>

using namespace plexus;
using relay::Recent;
using testing::child_of;
using testing::real_block;

namespace {

std::size_t told_by_nobody(const Hash256&) { return 0; }

std::unique_ptr<relay::KeptBlock> kept(const eth::RawBlock& block) {
    return std::make_unique<relay::KeptBlock>(
        relay::keep(block, eth::decode_header(block.header).value()));
}

struct Tree {
    Recent recent{{64, 1 << 24}};
    eth::RawBlock root = real_block(100);

    Tree() { recent.begin_with(kept(root)); }

    Recent::Added add(const eth::RawBlock& block) {
        return recent.add(kept(block), told_by_nobody);
    }

    /// Empty blocks behind one another.
    std::vector<eth::RawBlock> grow(const eth::RawBlock& from, std::size_t count,
                                    std::uint8_t tag) {
        std::vector<eth::RawBlock> blocks{from};
        for (std::size_t i = 0; i < count; ++i) {
            blocks.push_back(
                child_of(blocks.back(), [tag](eth::Header& header) { header.extra = {tag}; }));
            add(blocks.back());
        }
        return blocks;
    }
    std::size_t row(chain::HeaderQuery query) {
        return recent.headers(query, chain::Budget{1024, 1 << 20}).size();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(recent_blocks, Tree)

BOOST_AUTO_TEST_CASE(what_has_no_parent_here_is_not_kept) {
    BOOST_TEST((add(real_block(102)) == Recent::Added::not_kept));
    BOOST_TEST((add(real_block(101)) == Recent::Added::as_head));
    BOOST_TEST((add(real_block(101)) == Recent::Added::not_kept));
    BOOST_TEST((add(real_block(102)) == Recent::Added::as_head));
}

BOOST_AUTO_TEST_CASE(of_chains_without_difficulty_the_longest_counts) {
    const auto merged = [](eth::Header& header) { header.difficulty = {}; };
    const eth::RawBlock one = child_of(root, merged);
    const eth::RawBlock two = child_of(one, merged);

    BOOST_TEST((add(one) == Recent::Added::as_head));
    BOOST_TEST((add(two) == Recent::Added::as_head));
    BOOST_TEST((recent.head()->block.hash == two.hash));
}

BOOST_AUTO_TEST_CASE(a_longer_fork_takes_the_place_of_the_shorter_one) {
    const auto shorter = grow(root, 5, 1);
    const auto longer = grow(root, 6, 2);

    chain::HeaderQuery query;
    query.number = 100;
    query.amount = 100;
    const chain::RawItems row = recent.headers(query, chain::Budget{1024, 1 << 20});
    BOOST_REQUIRE(row.size() == 7U);
    for (std::size_t i = 0; i < row.size(); ++i) {
        BOOST_TEST(std::ranges::equal(row[i].view(), longer[i].header.view()));
    }
    BOOST_TEST(recent.find(shorter.back().hash) != nullptr);
}

BOOST_AUTO_TEST_CASE(the_root_moves_on_and_forks_behind_it_fall) {
    const auto fork = grow(root, 3, 1);
    const auto chain = grow(root, 70, 2);

    BOOST_TEST(recent.size() <= 64U);
    BOOST_TEST(recent.head()->block.number == 170U);
    BOOST_TEST(recent.earliest() == 107U);
    BOOST_TEST(recent.find(fork.back().hash) == nullptr);
    BOOST_TEST(recent.find(root.hash) == nullptr);
}

BOOST_AUTO_TEST_CASE(bytes_are_bounded_too) {
    Recent small{{1000, 64 * 1024}};
    small.begin_with(kept(root));
    std::size_t bytes = 0;
    for (std::uint64_t number = 101; number <= 300; ++number) {
        small.add(kept(real_block(number)), told_by_nobody);
    }
    for (std::uint64_t number = small.earliest(); number <= 300; ++number) {
        bytes += small.find(real_block(number).hash)->bytes;
    }

    BOOST_TEST(small.head()->block.number == 300U);
    BOOST_TEST(bytes <= 64U * 1024U);
    BOOST_TEST(bytes > 32U * 1024U);
}

BOOST_AUTO_TEST_CASE(rows_end_where_numbers_or_blocks_do) {
    grow(root, 9, 1);
    chain::HeaderQuery query;
    query.number = 109;
    query.amount = 20;
    BOOST_TEST(row(query) == 1U);
    query.reverse = true;
    BOOST_TEST(row(query) == 10U);
    query.skip = 3;
    BOOST_TEST(row(query) == 3U);
    query.skip = ~0UL;
    BOOST_TEST(row(query) == 1U);
    query.skip = ~0UL - 1;
    query.reverse = false;
    BOOST_TEST(row(query) == 1U);
    query.amount = 0;
    BOOST_TEST(row(query) == 0U);
    query.amount = ~0UL;
    query.number = 99;
    BOOST_TEST(row(query) == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_beside_the_chain_is_found_alone) {
    grow(root, 3, 1);
    const auto fork = grow(root, 1, 2);
    chain::HeaderQuery query;
    query.hash = fork.back().hash;
    query.amount = 3;

    BOOST_TEST(row(query) == 1U);
}

BOOST_AUTO_TEST_CASE(responses_end_at_their_budget) {
    const auto chain = grow(root, 9, 1);
    chain::HeaderQuery query;
    query.number = 100;
    query.amount = 10;
    std::vector<Hash256> hashes;
    for (const eth::RawBlock& block : chain) hashes.push_back(block.hash);

    BOOST_TEST(recent.headers(query, chain::Budget{4, 1 << 20}).size() == 4U);
    BOOST_TEST(recent.headers(query, chain::Budget{100, 1}).size() == 1U);
    BOOST_TEST(recent.bodies(hashes, chain::Budget{4, 1 << 20}).size() == 4U);
    BOOST_TEST(recent.bodies(hashes, chain::Budget{100, 1}).size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
