#include <boost/test/unit_test.hpp>

#include <kit/testing/eth/fake_store.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using testing::FakeChain;

namespace {

struct Stored {
    testing::Loop loop;
    FakeChain chain = FakeChain{}.extend(10);
    FakeChain branch = chain.fork(6, 8);
    testing::FakeStore store{chain};

    chain::RawItems bodies(const Hash256& hash) {
        return loop.run(store.bodies({hash}, {10, 1 << 20})).value();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(fake_store, Stored)

BOOST_AUTO_TEST_CASE(it_takes_what_follows_and_nothing_else) {
    const FakeChain longer = chain.fork(10, 3);

    BOOST_TEST(loop.run(store.append(longer.blocks(12, 13))).has_error());
    BOOST_TEST(store.head().number == 10U);
    BOOST_TEST(loop.run(store.append(longer.blocks(11, 13))).value().number == 13U);
    BOOST_TEST(bodies(longer.block(12).hash).size() == 1U);
}

BOOST_AUTO_TEST_CASE(it_changes_to_another_branch) {
    const Hash256 base = chain.block(6).hash;
    const Hash256 unknown = branch.block(7).hash;

    BOOST_TEST((loop.run(store.replace(unknown, {})).error() == Errc::not_found));
    const auto head = loop.run(store.replace(base, branch.blocks(7, 14)));

    BOOST_TEST((head->hash == branch.head().hash));
    BOOST_TEST((head->total_difficulty == branch.head().total_difficulty));
    BOOST_TEST(bodies(chain.block(7).hash).empty());
    BOOST_TEST((loop.run(store.canonical_hash(7)).value() == branch.block(7).hash));
    BOOST_TEST((loop.run(store.canonical_hash(15)).error() == Errc::not_found));
}

BOOST_AUTO_TEST_CASE(it_begins_anywhere_and_frees_what_is_old) {
    testing::FakeStore fresh;
    chain::StoredBlock root = chain.block(4);
    root.body = SharedBytes{};
    const Uint256 total = chain.head_at(4).total_difficulty;

    BOOST_TEST(loop.run(fresh.begin_at(root, total)).value().number == 4U);
    BOOST_TEST(fresh.earliest() == 5U);
    BOOST_TEST(loop.run(fresh.append(chain.blocks(5, 10))).has_value());
    BOOST_TEST((fresh.head().total_difficulty == chain.head().total_difficulty));
    BOOST_TEST((loop.run(fresh.begin_at(root, total)).error() == Errc::already_exists));
    BOOST_TEST(loop.run(fresh.prune(8)).value() == 8U);
    BOOST_TEST(fresh.earliest() == 8U);
}

BOOST_AUTO_TEST_CASE(it_can_fail) {
    store.failure = make_error_code(Errc::storage_failed);

    BOOST_TEST((loop.run(store.append({})).error() == Errc::storage_failed));
    BOOST_TEST((loop.run(store.headers({}, {})).error() == Errc::storage_failed));
    BOOST_TEST(store.requests == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
