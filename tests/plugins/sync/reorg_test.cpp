#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using net::PeerEvent;
using testing::FakeChain;
using testing::FakeRemote;
using testing::has_event;
using testing::SyncStage;

namespace reorg {
namespace {

constexpr int done = 0;
constexpr int failed = 1;

/// A store that ends on one branch, and peers on another one.
struct Reorg : SyncStage {
    FakeChain ours = FakeChain{}.extend(300);

    Reorg() { store = testing::FakeStore(ours); }

    /// Whether all went to the head of the branch, and the peer paid for nothing.
    bool follows(const FakeChain& branch) {
        FakeRemote& remote = join(branch, branch.height());
        return run() == done && store.head().hash == branch.head().hash && blameless(0) &&
               remote.header_requests < 40;
    }
    bool blameless(std::size_t index) {
        return !has_event(peer(index), PeerEvent::sent_bad_data) &&
               !has_event(peer(index), PeerEvent::empty_response);
    }
};

}  // namespace
}  // namespace reorg

BOOST_FIXTURE_TEST_SUITE(reorg, Reorg)

BOOST_AUTO_TEST_CASE(one_block_is_replaced) { BOOST_TEST(follows(ours.fork(299, 21))); }

BOOST_AUTO_TEST_CASE(two_blocks_are_replaced) { BOOST_TEST(follows(ours.fork(298, 3))); }

BOOST_AUTO_TEST_CASE(six_blocks_are_replaced) { BOOST_TEST(follows(ours.fork(294, 7))); }

BOOST_AUTO_TEST_CASE(sixty_four_blocks_are_replaced) { BOOST_TEST(follows(ours.fork(236, 65))); }

BOOST_AUTO_TEST_CASE(all_blocks_are_replaced) { BOOST_TEST(follows(ours.fork(0, 301))); }

BOOST_AUTO_TEST_CASE(ten_thousand_blocks_are_left_as_deep_as_the_bound_and_no_deeper) {
    constexpr std::uint64_t bound = 1024;
    ours.extend(10'000 - ours.height());
    store = testing::FakeStore(ours);
    const FakeChain too_deep = ours.fork(ours.height() - bound - 1, bound + 2);
    FakeRemote& deep = join(too_deep, too_deep.height());
    host.set("exit-when-done", "false");
    begin();
    loop.advance(1min);
    BOOST_TEST((store.head().hash == ours.head().hash));
    BOOST_TEST(deep.body_requests == 0U);

    const FakeChain branch = ours.fork(ours.height() - bound, bound + 1);
    join(branch, branch.height());
    loop.advance(1min);
    end();

    BOOST_TEST((store.head().hash == branch.head().hash));
    BOOST_TEST(blameless(0));
    BOOST_TEST(blameless(1));
}

BOOST_AUTO_TEST_CASE(a_branch_that_is_shorter_and_heavier_wins) {
    testing::ChainOptions heavy;
    heavy.difficulty = 3;
    FakeChain branch = ours.fork(290, 0);
    for (chain::StoredBlock& block : testing::fake_blocks(branch.head(), 9, heavy)) {
        branch.add(std::move(block));
    }
    BOOST_TEST(branch.height() == 299U);

    BOOST_TEST(follows(branch));
}

BOOST_AUTO_TEST_CASE(a_branch_that_is_not_heavier_is_left_alone) {
    const FakeChain branch = ours.fork(290, 10);
    FakeRemote& remote = join(branch, branch.height());

    BOOST_TEST((run() == done));
    BOOST_TEST((store.head().hash == ours.head().hash));
    BOOST_TEST(remote.body_requests == 0U);
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(a_reorganisation_while_the_branch_is_fetched_is_followed) {
    const FakeChain first = ours.fork(290, 400);
    const FakeChain second = first.fork(500, 300, 2);
    FakeRemote& remote = join(first, first.height());
    remote.delay = 500ms;
    begin();
    loop.advance(4s);
    remote.follow(second, second.height());
    loop.advance(60s);

    BOOST_TEST((exit_code() == done));
    BOOST_TEST((store.head().hash == second.head().hash));
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_left_what_it_has_shown_pays_nothing) {
    const FakeChain first = ours.fork(290, 20);
    const FakeChain second = ours.fork(290, 30, 2);
    FakeRemote& remote = join(first, first.height());
    remote.on_bodies = [&](std::vector<Hash256> hashes) -> awaitable<FakeRemote::Items> {
        remote.follow(second, second.height());
        co_return testing::bodies_of(second, hashes);
    };

    BOOST_TEST((run() == done));
    BOOST_TEST((store.head().hash == second.head().hash));
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(one_made_up_tip_is_replaced) {
    // A peer shows a made-up child of our head, and leaves.
    const FakeChain made_up = ours.fork(300, 1, 7);
    const FakeChain truth = FakeChain{ours}.extend(49);
    host.set("exit-when-done", "false");
    join(made_up, 301);
    begin();
    loop.advance(5s);
    BOOST_TEST((store.head().hash == made_up.head().hash));
    pool.leave(peer(0).shared_from_this());

    join(truth, truth.height());
    loop.advance(5s);

    BOOST_TEST((store.head().hash == truth.head().hash));
    BOOST_TEST(blameless(1));
}

BOOST_AUTO_TEST_CASE(a_deeper_one_than_allowed_names_the_remedy_once) {
    const testing::LogCapture log;
    host.set("max-reorg", "20").set("timeout", "1m");
    const FakeChain branch = ours.fork(270, 100);
    join(branch, branch.height());

    BOOST_TEST((run() == failed));
    BOOST_TEST((store.head().hash == ours.head().hash));
    BOOST_TEST(log.count("raise sync.max-reorg") == 1U);
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(what_is_handed_on_and_not_stored_goes_back_too) {
    host.set("from", "250").set("exit-when-done", "false");
    store = testing::FakeStore(ours.fork(0, 0));
    const FakeChain branch = ours.fork(280, 40);
    FakeRemote& remote = join(ours, 300);
    begin();
    loop.advance(5s);
    const std::size_t before = remote.body_requests;
    BOOST_TEST(before > 0U);

    remote.follow(branch, branch.height());
    loop.advance(5s);

    BOOST_TEST(remote.body_requests > before);
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(a_store_that_fails_is_tried_again_after_growing_pauses) {
    const testing::LogCapture log;
    host.set("exit-when-done", "false");
    const FakeChain longer = FakeChain{ours}.extend(100);
    store.failure = make_error_code(Errc::storage_failed);
    FakeRemote& remote = join(longer, longer.height());
    begin();
    loop.advance(10min);
    BOOST_TEST(remote.header_requests < 30U);
    BOOST_TEST(log.count("error blocks cannot be stored") == 1U);

    store.failure = {};
    loop.advance(6min);

    BOOST_TEST((store.head().hash == longer.head().hash));
    BOOST_TEST(log.count("blocks are stored again") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
