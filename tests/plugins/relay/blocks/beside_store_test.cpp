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

/// A store that has begun at block 95, of which it has the header alone.
struct BehindCheckpoint : testing::RelayStage {
    testing::FakeStore store{begun()};

    static testing::FakeChain begun() {
        std::vector<chain::StoredBlock> root(1, testing::main_chain().block(95));
        root.front().body = {};
        return testing::FakeChain(std::move(root), Uint256{});
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

BOOST_AUTO_TEST_CASE(the_total_difficulty_behind_a_checkpoint_is_what_most_peers_tell) {
    store.total_is_unknown = true;
    const Uint256 truth = store.head().total_difficulty.checked_add(1'000'000).value();
    const auto tell = [this](const Uint256& total) {
        auto remote = std::make_shared<testing::FakeRemote>(testing::main_chain(), 100);
        remote->said.total_difficulty = total;
        join(std::move(remote));
    };
    for (int i = 0; i < 2; ++i) tell(Uint256::max());
    loop.advance(5s);
    BOOST_TEST((store.head().total_difficulty != Uint256::max()));

    for (int i = 0; i < 6; ++i) tell(truth);
    loop.advance(5s);

    BOOST_TEST((store.head().total_difficulty == truth));
    BOOST_TEST(log.count("the total difficulty is learnt from the peers") == 1U);
}

BOOST_AUTO_TEST_CASE(a_total_difficulty_that_is_counted_from_the_genesis_block_stays) {
    const Uint256 counted = store.head().total_difficulty;
    for (int i = 0; i < 6; ++i) {
        auto remote = std::make_shared<testing::FakeRemote>(testing::main_chain(), 100);
        remote->said.total_difficulty = Uint256::max();
        join(std::move(remote));
    }
    loop.advance(5s);

    BOOST_TEST((store.head().total_difficulty == counted));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_CASE(relay_begins_with_a_checkpoint_whose_body_a_peer_has, BehindCheckpoint) {
    host.provide<chain::ChainWriter>(store);
    begin();
    join(100);

    loop.advance(10s);

    BOOST_TEST(log.count("relaying blocks from here on number=95") == 1U);
}
