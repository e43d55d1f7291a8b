#include <boost/test/unit_test.hpp>

#include <kit/testing/eth/fake_store.hpp>

#include <tests/plugins/relay/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// A relay in a node whose chain, up to block 100, is in a store.
struct BesideStore : testing::RelayStage {
    testing::FakeStore store{
        testing::FakeChain{testing::main_chain().blocks(90, 100), testing::real_total(100)}};
    eth::RawBlock next = with_total(testing::real_block(101), testing::real_total(101));

    BesideStore() {
        host.provide<chain::ChainWriter>(store);
        heads.now.source = chain::HeadSource::local;
        heads.now.head = store.head();
        pending.reserve(8);
        begin();
        join(100);
        loop.advance(5s);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(relay_beside_a_store, BesideStore)

BOOST_AUTO_TEST_CASE(a_block_behind_the_stored_head_is_kept_told_and_served) {
    BOOST_TEST((send(pending.front(), next) == eth::ValidationResult::accept));

    BOOST_TEST(tells(next.hash));
    BOOST_TEST(serves(next.hash));
}

BOOST_AUTO_TEST_CASE(stored_blocks_are_served_beside_recent_ones) {
    send(pending.front(), next);

    BOOST_TEST(serves(store.head().hash));
    BOOST_TEST(bodies({store.head().hash, next.hash}).size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_stored_chain_ends_with_its_own_head) {
    send(pending.front(), next);

    BOOST_TEST((host.published<chain::ChainReader>().head().hash == store.head().hash));
}

BOOST_AUTO_TEST_CASE(the_head_is_told_again_when_the_store_has_told_its_own) {
    send(pending.front(), next);
    heads.now.head = store.head();

    loop.advance(5s);

    BOOST_TEST(tells(next.hash));
}

BOOST_AUTO_TEST_SUITE_END()
