#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using net::PeerEvent;
using testing::FakeRemote;
using testing::has_event;
using testing::main_chain;
using testing::SyncStage;

namespace sync_range {
namespace {

using Items = FakeRemote::Items;

constexpr int done = 0;
constexpr int failed = 1;

struct Ranged : SyncStage {
    /// As eth/69 and later tell it.
    void joined_without_difficulty(std::uint64_t height) {
        FakeRemote& remote = join(height);
        remote.said.total_difficulty = {};
        remote.said.latest = height;
    }
};

}  // namespace
}  // namespace sync_range

BOOST_FIXTURE_TEST_SUITE(sync_range, Ranged)

BOOST_AUTO_TEST_CASE(a_whole_chain_comes_from_two_peers) {
    join(main_chain().height());
    join(main_chain().height());

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(main_chain().height()));
    BOOST_TEST(has_event(peer(0), PeerEvent::served_request));
    BOOST_TEST(has_event(peer(1), PeerEvent::served_request));
}

BOOST_AUTO_TEST_CASE(peers_whose_version_has_no_total_difficulty_are_ranked_by_number) {
    joined_without_difficulty(40);
    joined_without_difficulty(60);
    joined_without_difficulty(50);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(60));
}

BOOST_AUTO_TEST_CASE(the_longest_chain_counts_when_only_some_tell_its_difficulty) {
    join(50);
    joined_without_difficulty(60);
    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(60));
}

BOOST_AUTO_TEST_CASE(the_heaviest_chain_counts_when_those_without_difficulty_are_behind) {
    joined_without_difficulty(10);
    join(70);
    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(70));
}

BOOST_AUTO_TEST_CASE(a_chain_may_end_exactly_at_the_edge_of_a_batch) {
    join(96);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(96));
}

BOOST_AUTO_TEST_CASE(a_chain_may_end_one_block_behind_the_edge) {
    join(97);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(97));
}

BOOST_AUTO_TEST_CASE(a_chain_of_one_block_is_a_chain) {
    join(1);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(1));
}

BOOST_AUTO_TEST_CASE(empty_parts_are_not_requested) {
    join(40).on_bodies = [](std::vector<Hash256> hashes) -> awaitable<Items> {
        for (const Hash256& hash : hashes) {
            BOOST_TEST(main_chain().find(hash)->body.size() > 3U);
        }
        co_return testing::bodies_of(main_chain(), hashes);
    };

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(40));
}

BOOST_AUTO_TEST_CASE(bodies_that_fill_the_memory_are_requested_once) {
    testing::FakeChain chain = main_chain().fork(1, 0);
    for (chain::StoredBlock& block :
         testing::fake_blocks(chain.head(), 31, {.transactions = 800})) {
        chain.add(std::move(block));
    }
    host.set("memory", "32MiB");
    std::size_t bytes = 0;
    std::size_t requested = 0;
    join(chain, chain.height()).on_bodies = [&](std::vector<Hash256> hashes) -> awaitable<Items> {
        requested += hashes.size();
        for (const Hash256& hash : hashes) bytes += chain.find(hash)->body.size();
        co_return testing::bodies_of(chain, hashes);
    };

    BOOST_TEST((run() == done));
    BOOST_TEST(store.head().number == chain.height());
    BOOST_TEST(bytes > (std::size_t{4} << 20U));
    BOOST_TEST(requested <= chain.height());
}

BOOST_AUTO_TEST_CASE(it_goes_on_behind_what_is_stored) {
    stored_up_to(500);
    FakeRemote& remote = join(600);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(600));
    BOOST_TEST(remote.header_requests == 3U);
}

BOOST_AUTO_TEST_CASE(there_is_nothing_to_do_for_who_has_it_all) {
    stored_up_to(50);
    join(50);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(50));
}

BOOST_AUTO_TEST_CASE(the_last_block_that_is_wanted_ends_it) {
    host.set("to", "70");
    join(200);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(70));
}

BOOST_AUTO_TEST_CASE(what_is_stored_already_takes_no_peer) {
    host.set("to", "70");
    stored_up_to(70);

    BOOST_TEST((run() == done));
}

BOOST_AUTO_TEST_CASE(it_waits_for_a_peer_that_has_the_last_block) {
    host.set("to", "70");
    join(50);
    begin();
    loop.advance(10s);
    BOOST_TEST(has_stored(50));
    BOOST_TEST(!exit_code().has_value());

    join(100);
    loop.advance(10s);

    BOOST_TEST((exit_code() == done));
    BOOST_TEST(has_stored(70));
}

BOOST_AUTO_TEST_CASE(without_receipts_there_are_none_but_the_empty_ones) {
    host.set("receipts", "false");
    FakeRemote& remote = join(64);

    BOOST_TEST((run() == done));
    BOOST_TEST(store.stored().height() == 64U);
    BOOST_TEST(remote.receipt_requests == 0U);
}

BOOST_AUTO_TEST_CASE(a_node_that_goes_on_follows_its_peers) {
    host.set("exit-when-done", "false");
    join(40);
    begin();
    loop.advance(5s);
    BOOST_TEST(has_stored(40));

    join(80);
    loop.advance(5s);

    BOOST_TEST(has_stored(80));
    BOOST_TEST(!exit_code().has_value());
}

BOOST_AUTO_TEST_CASE(a_node_that_is_stopped_in_the_middle_goes_on_later) {
    join(300);
    begin();
    loop.advance(100ms);
    end();
    const std::uint64_t before = store.stored().height();
    BOOST_TEST(before < 300U);

    BOOST_TEST((run() == done));
    BOOST_TEST(has_stored(300));
}

BOOST_AUTO_TEST_CASE(without_any_peer_it_gives_up_at_its_timeout) {
    host.set("timeout", "2m");
    begin();
    loop.advance(110s);
    BOOST_TEST(!exit_code().has_value());
    loop.advance(20s);

    BOOST_TEST((exit_code() == failed));
}

BOOST_AUTO_TEST_CASE(the_word_of_one_peer_is_not_enough_unless_it_is_said_to_be) {
    host.set("head-quorum", "2").set("timeout", "2m");
    join(50);
    begin();
    loop.advance(1min);
    BOOST_TEST(has_stored(50));
    BOOST_TEST(!exit_code().has_value());
    join(60);
    loop.advance(5s);

    BOOST_TEST((exit_code() == done));
    BOOST_TEST(has_stored(60));
}

BOOST_AUTO_TEST_CASE(a_second_peer_that_does_not_come_is_a_failure) {
    const testing::LogCapture log;
    host.set("head-quorum", "2").set("timeout", "2m");
    join(50);

    BOOST_TEST((run(5min) == failed));
    BOOST_TEST(log.count("sync.head-quorum 1 takes the word of one") == 1U);
}

BOOST_AUTO_TEST_CASE(a_store_that_keeps_too_few_blocks_to_be_reorganised_is_warned_of) {
    const testing::LogCapture log;
    host.set("max-reorg", "5000");
    join(50);

    BOOST_TEST((run() == done));
    BOOST_TEST(log.count("raise chainstore.keep") == 1U);
}

BOOST_AUTO_TEST_CASE(a_broken_disk_ends_it) {
    store.failure = make_error_code(Errc::storage_failed);
    join(64);

    BOOST_TEST((run() == failed));
}

BOOST_AUTO_TEST_CASE(a_range_that_ends_before_it_begins_is_refused) {
    host.set("from", "9").set("to", "8");

    BOOST_CHECK_THROW(begin(), ConfigError);
}

BOOST_AUTO_TEST_CASE(a_store_that_keeps_as_many_blocks_as_may_be_replaced_is_no_news) {
    const testing::LogCapture log;
    host.set("max-reorg", std::to_string(store.max_rewind()));
    join(10);

    BOOST_TEST((run() == done));
    BOOST_TEST(log.count("the store keeps fewer blocks") == 0U);
}

BOOST_AUTO_TEST_CASE(a_store_that_keeps_fewer_blocks_than_may_be_replaced_is_warned_of) {
    const testing::LogCapture log;
    host.set("max-reorg", std::to_string(store.max_rewind() + 1));
    join(10);

    BOOST_TEST((run() == done));
    BOOST_TEST(log.count("the store keeps fewer blocks than sync.max-reorg") == 1U);
    BOOST_TEST(log.count("max_reorg=1025 store=1024") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
