#include <boost/test/unit_test.hpp>

#include <plugins/stream/gather/collector.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;

BOOST_AUTO_TEST_SUITE(stream_collector)

namespace {

struct Stage {
    Loop loop;
    std::vector<BatchPtr> batches{};
    Collector::Deliver deliver = [this](BatchPtr batch) { batches.push_back(std::move(batch)); };
};

Bytes body_of(std::size_t index) { return Bytes(3, static_cast<std::uint8_t>(index)); }

}  // namespace

BOOST_AUTO_TEST_CASE(records_of_several_peers_share_a_batch) {
    Stage stage;
    Collector collector(identity(), Bodies::none, stage.deliver);

    collector.add(Kind::tx_announce, *peer(stage.loop, 1), announced({1, 2}));
    collector.add(Kind::tx_announce, *peer(stage.loop, 2), announced({2, 3}));
    collector.add(Kind::tx_announce, *peer(stage.loop, 1), announced({4}));
    BOOST_TEST(stage.batches.empty());
    collector.flush();

    BOOST_REQUIRE(stage.batches.size() == 1);
    const Batch& batch = *stage.batches[0];
    BOOST_TEST(batch.sequence == 1);
    BOOST_TEST(batch.sightings == 5);
    BOOST_REQUIRE(batch.peers.size() == 2);
    BOOST_TEST(batch.peers[0]->client == "Geth\\x1b/v1");
    BOOST_TEST(batch.peers[0]->endpoint == "192.0.2.1:30303");
    BOOST_TEST(batch.peers[0]->eth == 68);
    BOOST_TEST(batch.records[0].peer == 1);
    BOOST_TEST(batch.records[1].peer == 2);
    BOOST_TEST(batch.records[2].peer == 1);
    BOOST_TEST(is_first(batch.records[0], 1));
    BOOST_TEST(!is_first(batch.records[1], 0));
    BOOST_TEST(is_first(batch.records[1], 1));
}

BOOST_AUTO_TEST_CASE(each_kind_has_its_own_sequence_and_its_own_firsts) {
    Stage stage;
    Collector collector(identity(), Bodies::none, stage.deliver);

    for (int i = 0; i < 2; ++i) {
        collector.add(Kind::tx_announce, *peer(stage.loop), announced({1}));
        collector.add(Kind::tx, *peer(stage.loop), announced({1}));
        collector.flush();
    }

    BOOST_REQUIRE(stage.batches.size() == 4);
    for (std::size_t i = 0; i < 4; ++i) {
        BOOST_TEST(stage.batches[i]->sequence == i / 2 + 1);
        BOOST_TEST(is_first(stage.batches[i]->records[0], 0) == (i < 2));
    }
    BOOST_TEST(id_of(*stage.batches[0]) == "abababab-0102030405060708-tx-1");
}

BOOST_AUTO_TEST_CASE(new_blocks_do_not_wait) {
    Stage stage;
    Collector collector(identity(), Bodies::none, stage.deliver);

    collector.add(Kind::block, *peer(stage.loop), announced({1}));
    BOOST_TEST(stage.batches.size() == 1);

    Record fetched = announced({2});
    fetched.fetched = true;
    collector.add(Kind::block, *peer(stage.loop), fetched);
    BOOST_TEST(stage.batches.size() == 1);
}

BOOST_AUTO_TEST_CASE(a_batch_is_closed_at_its_bounds) {
    Stage stage;
    Collector collector(identity(), Bodies::all, stage.deliver);
    const auto from = peer(stage.loop);

    for (std::size_t i = 0; i < batch_records; ++i) {
        collector.add(Kind::tx_announce, *from, announced({1}));
    }
    BOOST_TEST(stage.batches.size() == 1);
    collector.add(Kind::tx, *from, announced({1}), [](std::size_t) { return Bytes(batch_bytes); });
    BOOST_TEST(stage.batches.size() == 2);
}

BOOST_AUTO_TEST_CASE(a_large_message_takes_no_other_peers_sightings_along) {
    Stage stage;
    Collector collector(identity(), Bodies::all, stage.deliver);

    collector.add(Kind::tx, *peer(stage.loop, 1), announced({1}), body_of);
    collector.add(Kind::tx, *peer(stage.loop, 2), announced({2}),
                  [](std::size_t) { return Bytes(batch_bytes); });
    BOOST_REQUIRE(stage.batches.size() == 2);
    BOOST_TEST(stage.batches[0]->records.size() == 1);
    BOOST_TEST(stage.batches[0]->sequence == 1);
    BOOST_TEST(stage.batches[1]->records.size() == 1);
    BOOST_TEST(stage.batches[1]->sequence == 2);
}

BOOST_AUTO_TEST_CASE(bodies_are_kept_as_the_operator_wants) {
    Stage stage;
    for (const Bodies wanted : {Bodies::first, Bodies::all, Bodies::none}) {
        Collector collector(identity(), wanted, stage.deliver);
        collector.add(Kind::tx, *peer(stage.loop), announced({1}), body_of);
        collector.add(Kind::tx, *peer(stage.loop), announced({1, 2}), body_of);
        collector.flush();
    }

    BOOST_REQUIRE(stage.batches.size() == 3);
    const auto bodies = [&](std::size_t at) { return stage.batches[at]->records[1].bodies; };
    BOOST_TEST((bodies(0) == std::vector<Bytes>{body_of(1)}));
    BOOST_TEST((bodies(1) == std::vector<Bytes>{body_of(0), body_of(1)}));
    BOOST_TEST(bodies(2).empty());
}

BOOST_AUTO_TEST_CASE(the_facts_of_a_peer_are_taken_anew_when_it_comes_again) {
    Stage stage;
    Collector collector(identity(), Bodies::none, stage.deliver);
    const auto from = peer(stage.loop);

    collector.add(Kind::block, *from, announced({1}));
    from->name = "reth";
    collector.add(Kind::block, *from, announced({1}));
    collector.forget(from->node().id);
    collector.add(Kind::block, *from, announced({1}));

    BOOST_TEST(stage.batches[0]->peers[0]->client == "Geth\\x1b/v1");
    BOOST_TEST(stage.batches[1]->peers[0]->client == "Geth\\x1b/v1");
    BOOST_TEST(stage.batches[2]->peers[0]->client == "reth");
}

BOOST_AUTO_TEST_CASE(hashes_are_remembered_for_as_long_as_two_tables_last) {
    SeenHashes seen({1, 2, 3, 4});
    const auto numbered = [](std::uint64_t number) {
        Hash256 hash;
        std::memcpy(hash.data(), &number, sizeof number);
        return hash;
    };

    std::size_t fresh = 0;
    for (std::uint64_t i = 0; i < SeenHashes::remembered * 2; ++i) {
        if (seen.add(Kind::tx, numbered(i))) ++fresh;
    }
    BOOST_TEST(fresh == SeenHashes::remembered * 2);
    BOOST_TEST(seen.add(Kind::tx, numbered(SeenHashes::remembered * 2)));
    BOOST_TEST(!seen.add(Kind::tx, numbered(SeenHashes::remembered)));
    BOOST_TEST(!seen.add(Kind::tx, numbered(SeenHashes::remembered * 2 - 1)));
    BOOST_TEST(seen.add(Kind::tx, numbered(0)));
}

BOOST_AUTO_TEST_SUITE_END()
