#include <boost/test/unit_test.hpp>

#include <tests/plugins/sync/stage.hpp>
#include <tests/sdk/kit/eth/session/fakes.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using net::PeerEvent;
using testing::FakeChain;
using testing::FakeRemote;
using testing::has_event;
using testing::SyncStage;

namespace gossip_receiver {
namespace {

/// The time that a request takes in these tests, there and back.
constexpr auto round_trip = 20ms;

/// A node that has the chain up to its head, among peers that have it too; the looks at the peers'
/// heads are far enough apart that nothing here comes by them.
struct AtTip : SyncStage {
    static constexpr std::uint64_t height = 100;

    FakeChain chain = FakeChain{}.extend(height + 8);
    testing::FakeBlockHandler handler;

    AtTip() {
        store = testing::FakeStore(chain.fork(height, 0));
        host.set("exit-when-done", "false");
        host.provide<eth::BlockHandler>(handler);
        for (int i = 0; i < 3; ++i) join(chain, height);
    }

    void follow() {
        begin();
        loop.advance(100ms);
    }

    eth::BlockHandler& live() { return *host.every_published<eth::BlockHandler>().front(); }

    eth::Origin from(std::size_t index) {
        eth::Origin origin;
        origin.peer = peer(index).shared_from_this();
        return origin;
    }

    /// A peer has the block, and sends it whole.
    eth::ValidationResult send(std::size_t index, std::uint64_t number) {
        return send(index, chain.raw_block(number));
    }
    eth::ValidationResult send(std::size_t index, const eth::RawBlock& block) {
        const eth::Origin origin = from(index);
        auto call = live().on_block(origin, block);
        return loop.run(std::move(call));
    }

    /// A peer announces a block.
    void announce(std::size_t index, const Hash256& hash, std::uint64_t number) {
        const std::vector<eth::BlockAnnouncement> blocks{{hash, number}};
        const eth::Origin origin = from(index);
        auto call = live().on_block_hashes(origin, blocks);
        (void)loop.run(std::move(call));
        loop.settle();
    }
    void announce(std::size_t index, std::uint64_t number) {
        announce(index, chain.block(number).hash, number);
    }

    bool is_at(std::uint64_t number) {
        return store.head().hash == chain.block(number).hash && !handler.blocks.empty() &&
               handler.blocks.back().hash == chain.block(number).hash;
    }

    std::size_t requests() {
        std::size_t sum = 0;
        for (const FakeRemote* remote : remotes()) {
            sum += remote->header_requests + remote->body_requests + remote->receipt_requests;
        }
        return sum;
    }

    bool blameless(std::size_t index) {
        return !has_event(peer(index), PeerEvent::sent_bad_data) &&
               !has_event(peer(index), PeerEvent::empty_response) &&
               !has_event(peer(index), PeerEvent::timed_out);
    }
};

}  // namespace
}  // namespace gossip_receiver

BOOST_FIXTURE_TEST_SUITE(gossip_receiver, AtTip)

BOOST_AUTO_TEST_CASE(a_block_sent_whole_reaches_the_handler_without_any_request) {
    host.set("receipts", "false");
    follow();
    const std::size_t before = requests();
    const Duration sent = loop.elapsed();

    send(0, height + 1);
    loop.settle();

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST((loop.elapsed() == sent));
    BOOST_TEST(requests() == before);
}

BOOST_AUTO_TEST_CASE(its_receipts_take_one_round_trip) {
    follow();
    remote(0).follow(chain, height + 1);
    const std::size_t before = requests();

    send(0, height + 1);
    loop.settle();
    BOOST_TEST(!is_at(height + 1));
    loop.advance(round_trip);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(requests() == before + 1);
}

BOOST_AUTO_TEST_CASE(
    a_sender_that_has_not_executed_it_yet_gets_the_request_again_and_pays_nothing) {
    follow();
    remote(0).follow(chain, height + 1);
    remote(0).omitted.insert(chain.block(height + 1).hash);

    send(0, height + 1);
    loop.advance(300ms);
    remote(0).omitted.clear();
    loop.advance(500ms);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(an_announced_block_takes_one_round_trip) {
    follow();
    remote(1).follow(chain, height + 1);

    announce(1, height + 1);
    loop.advance(round_trip);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(handler.blocks.size() == 1U);
    BOOST_TEST(blameless(1));
}

BOOST_AUTO_TEST_CASE(an_announced_block_is_fetched_once_whoever_announces_it) {
    follow();
    for (std::size_t i = 0; i < 3; ++i) remote(i).follow(chain, height + 1);
    const std::size_t before = requests();

    for (std::size_t i = 0; i < 3; ++i) announce(i, height + 1);
    loop.advance(1s);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(requests() == before + 3);  // header, body, receipts
}

BOOST_AUTO_TEST_CASE(the_next_announcer_gets_the_request_where_the_first_one_is_slow) {
    follow();
    remote(0).follow(chain, height + 1);
    remote(1).follow(chain, height + 1);
    remote(0).silent = true;

    announce(0, height + 1);
    announce(1, height + 1);
    loop.advance(400ms + round_trip);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(blameless(1));
}

BOOST_AUTO_TEST_CASE(an_announcer_that_has_nothing_pays_and_the_next_one_gets_the_request_at_once) {
    follow();
    remote(1).follow(chain, height + 1);

    announce(0, height + 1);
    announce(1, height + 1);
    loop.advance(2 * round_trip);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(has_event(peer(0), PeerEvent::empty_response));
    BOOST_TEST(blameless(1));
}

BOOST_AUTO_TEST_CASE(an_announcer_behind_a_crowd_that_withholds_the_block_is_heard) {
    for (int i = 0; i < 20; ++i) join(chain, height);
    follow();

    for (std::uint64_t number = height + 1; number <= height + 4; ++number) {
        remote(0).follow(chain, number);
        for (std::size_t i = 3; i < 23; ++i) announce(i, number);
        announce(0, number);
        loop.advance(10 * round_trip);
        BOOST_TEST(is_at(number), "block " << number);
    }
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(who_has_withheld_a_block_gets_the_last_request_for_the_next_one) {
    follow();
    remote(0).silent = true;
    announce(0, height + 1);
    loop.advance(11s);
    remote(0).follow(chain, height + 1);
    remote(1).follow(chain, height + 1);
    const std::size_t before = remote(0).header_requests;

    announce(2, height + 1);
    announce(0, height + 1);
    announce(1, height + 1);
    loop.advance(2 * round_trip);

    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(remote(0).header_requests == before);
}

BOOST_AUTO_TEST_CASE(a_false_number_costs_the_announcer_alone) {
    follow();
    remote(0).follow(chain, height + 2);
    remote(1).follow(chain, height + 1);

    announce(0, chain.block(height + 2).hash, height + 1);
    announce(1, height + 1);
    loop.advance(1s);

    BOOST_TEST(has_event(peer(0), PeerEvent::sent_bad_data));
    BOOST_TEST(blameless(1));
    BOOST_TEST((store.head().hash == chain.block(height + 1).hash ||
                store.head().hash == chain.block(height + 2).hash));
}

BOOST_AUTO_TEST_CASE(a_gap_is_fetched_at_once) {
    follow();
    remote(2).follow(chain, height + 5);

    send(2, height + 5);
    loop.advance(500ms);

    BOOST_TEST(is_at(height + 5));
    BOOST_TEST(handler.blocks.size() == 5U);
    BOOST_TEST(blameless(2));
}

BOOST_AUTO_TEST_CASE(a_gap_behind_an_announced_block_is_fetched_at_once) {
    follow();
    remote(2).follow(chain, height + 5);

    announce(2, height + 5);
    loop.advance(500ms);

    BOOST_TEST(is_at(height + 5));
    BOOST_TEST(blameless(2));
}

BOOST_AUTO_TEST_CASE(blocks_that_come_in_the_wrong_order_are_taken_in_order) {
    host.set("receipts", "false");
    follow();
    remote(0).follow(chain, height + 2);

    announce(0, height + 1);
    send(1, height + 2);
    loop.advance(round_trip);

    BOOST_TEST(is_at(height + 2));
    BOOST_TEST(handler.blocks.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_heavier_branch_is_followed_at_once) {
    const FakeChain branch = chain.fork(height - 2, 4);
    follow();
    remote(0).follow(branch, branch.height());

    send(0, branch.raw_block(branch.height()));
    loop.advance(500ms);

    BOOST_TEST((store.head().hash == branch.head().hash));
    BOOST_TEST(handler.blocks.size() == 4U);
    BOOST_TEST(blameless(0));
}

BOOST_AUTO_TEST_CASE(a_forged_body_is_refused_and_the_honest_block_still_comes) {
    host.set("receipts", "false");
    follow();
    eth::RawBlock forged = chain.raw_block(height + 1);
    forged.body = chain.raw_block(height + 2).body;

    const eth::ValidationResult first = send(0, forged);
    send(1, height + 1);
    loop.settle();

    BOOST_TEST((first == eth::ValidationResult::reject));
    BOOST_TEST(is_at(height + 1));
}

BOOST_AUTO_TEST_CASE(a_block_that_is_ours_is_a_duplicate) {
    follow();

    BOOST_TEST((send(0, height - 3) == eth::ValidationResult::duplicate));
    BOOST_TEST((send(0, height) == eth::ValidationResult::duplicate));
    BOOST_TEST(handler.blocks.empty());
}

BOOST_AUTO_TEST_CASE(made_up_announcements_cost_their_sender_and_hold_up_nobody) {
    follow();
    remote(1).follow(chain, height + 1);
    remote(0).delay = 4s;
    for (std::uint8_t i = 0; i < 100; ++i) {
        Hash256 made_up{};
        made_up.bytes.fill(i);
        announce(0, made_up, height + 1);
    }

    const std::size_t requested = remote(0).header_requests;
    announce(1, height + 1);
    loop.advance(round_trip);
    BOOST_TEST(is_at(height + 1));
    BOOST_TEST(requested <= 6U);  // one look at its head, four announced blocks, one hint
    loop.advance(30s);

    BOOST_TEST(has_event(peer(0), PeerEvent::empty_response));
    BOOST_TEST(blameless(1));
    BOOST_TEST(blameless(2));
}

BOOST_AUTO_TEST_CASE(nobody_waits_for_a_peer_that_is_silent_about_its_chain) {
    host.set("receipts", "false");
    FakeRemote& silent = join(chain, height + 8);
    silent.on_headers = [this](chain::HeaderQuery query) -> awaitable<FakeRemote::Items> {
        if (query.hash) co_return testing::headers_of(chain, height + 8, query);
        co_await sleep_for(30s);
        co_return make_error_code(Errc::timed_out);
    };
    follow();
    loop.advance(1s);
    BOOST_TEST(silent.header_requests > 1U);

    send(0, height + 1);
    loop.settle();

    BOOST_TEST(is_at(height + 1));
}

BOOST_AUTO_TEST_CASE(without_gossip_the_heads_are_looked_at_every_second) {
    follow();
    loop.advance(10s);

    remote(0).follow(chain, height + 1);
    loop.advance(2s);

    BOOST_TEST(is_at(height + 1));
}

BOOST_AUTO_TEST_SUITE_END()
