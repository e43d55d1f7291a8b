#include <boost/test/unit_test.hpp>

#include <api/chain/header_rules.hpp>
#include <kit/crypto/keccak.hpp>
#include <kit/testing/log_capture.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using net::PeerEvent;
using testing::FakeRemote;
using testing::has_event;
using testing::main_chain;
using testing::SyncStage;

namespace {

using Items = FakeRemote::Items;

constexpr int done = 0;
constexpr int failed = 1;
constexpr std::uint64_t height = 200;

/// One peer to spoil, and one that is as it should be.
struct BadCompany : SyncStage {
    FakeRemote& bad = join(height);
    FakeRemote& good = join(height);

    /// The good one alone would have to do it all.
    bool is_done_all_the_same() { return run() == done && has_stored(height); }
    bool has_paid() { return has_event(peer(0), PeerEvent::sent_bad_data); }
    bool good_one_is_blameless() { return !has_event(peer(1), PeerEvent::sent_bad_data); }
};

awaitable<Items> never_response() {
    co_await sleep_for(30s);
    co_return make_error_code(Errc::timed_out);
}

awaitable<Items> never_response_hashes(std::vector<Hash256>) { return never_response(); }

/// Only the blocks of the main chain are lawful.
class PickyRules final : public chain::HeaderRules {
public:
    Result<void> check(BytesView header) const override {
        ++requested;
        if (main_chain().find(crypto::keccak256(header)) == nullptr) return Errc::bad_signature;
        return {};
    }

    mutable std::uint64_t requested = 0;
};

/// Every third thing is not there.
std::vector<Hash256> without_some(const std::vector<Hash256>& hashes) {
    std::vector<Hash256> rest;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
        if (i % 3 != 1) rest.push_back(hashes[i]);
    }
    return rest;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bad_peers, BadCompany)

BOOST_AUTO_TEST_CASE(gaps_in_responses_are_filled_by_other_peers) {
    bad.on_bodies = [](std::vector<Hash256> hashes) -> awaitable<Items> {
        co_return testing::bodies_of(main_chain(), without_some(hashes));
    };
    bad.on_receipts = [](std::vector<Hash256> hashes) -> awaitable<Items> {
        co_return testing::receipts_of(main_chain(), without_some(hashes));
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(!has_paid());
}

BOOST_AUTO_TEST_CASE(a_peer_without_bodies_is_not_excluded) {
    bad.on_bodies = [](std::vector<Hash256>) -> awaitable<Items> { co_return chain::RawItems{}; };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(!has_paid());
    BOOST_TEST(has_event(peer(0), PeerEvent::empty_response));
}

BOOST_AUTO_TEST_CASE(bodies_of_other_blocks_cost_the_peer) {
    bad.on_bodies = [](std::vector<Hash256> hashes) -> awaitable<Items> {
        co_return chain::RawItems(hashes.size(), main_chain().block(777).body);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
    BOOST_TEST(good_one_is_blameless());
}

BOOST_AUTO_TEST_CASE(receipts_of_other_blocks_cost_the_peer) {
    bad.on_receipts = [](std::vector<Hash256> hashes) -> awaitable<Items> {
        co_return chain::RawItems(hashes.size(), *main_chain().block(777).receipts);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
    BOOST_TEST(good_one_is_blameless());
}

BOOST_AUTO_TEST_CASE(bodies_in_another_order_than_requested_cost_the_peer) {
    bad.on_bodies = [](std::vector<Hash256> hashes) -> awaitable<Items> {
        std::reverse(hashes.begin(), hashes.end());
        co_return testing::bodies_of(main_chain(), hashes);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
}

BOOST_AUTO_TEST_CASE(headers_that_do_not_link_cost_the_peer) {
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        Items items = testing::headers_of(main_chain(), height, query);
        if (items->size() > 2) std::swap((*items)[1], (*items)[2]);
        co_return items;
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
}

BOOST_AUTO_TEST_CASE(headers_with_other_numbers_cost_the_peer) {
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        if (!query.hash) query.number += 1;
        co_return testing::headers_of(main_chain(), height + 1, query);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
}

BOOST_AUTO_TEST_CASE(a_head_that_is_not_shown_costs_the_peer_that_told_it) {
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        co_return testing::headers_of(testing::other_chain(), height, query);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_event(peer(0), PeerEvent::empty_response));
    BOOST_TEST(good_one_is_blameless());
}

BOOST_AUTO_TEST_CASE(another_latest_block_than_its_hash_says_costs_the_peer) {
    bad.said.latest = std::uint64_t{1} << 40;

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
    BOOST_TEST(good_one_is_blameless());
}

BOOST_AUTO_TEST_CASE(a_head_below_ours_says_nothing_about_other_peers) {
    bad.said.head = main_chain().block(10).hash;
    bad.said.total_difficulty = Uint256::max();

    BOOST_TEST(is_done_all_the_same());
}

BOOST_AUTO_TEST_CASE(short_rows_of_headers_are_continued) {
    bad.most_items = 7;
    good.most_items = 100;

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(!has_event(peer(0), PeerEvent::empty_response));
    BOOST_TEST(!has_event(peer(1), PeerEvent::empty_response));
}

BOOST_AUTO_TEST_CASE(rows_of_another_chain_further_on_are_done_without) {
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        const bool far = query.number > 64;
        co_return testing::headers_of(far ? testing::other_chain() : main_chain(), height, query);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(good_one_is_blameless());
}

BOOST_AUTO_TEST_CASE(headers_that_continue_the_chain_but_have_no_bodies_are_done_without) {
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        Items items = testing::headers_of(main_chain(), height, query);
        if (query.number == 33)
            *items = testing::forge_behind(main_chain().block(32), query.amount);
        co_return items;
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(good_one_is_blameless());
}

BOOST_AUTO_TEST_CASE(a_peer_with_a_shorter_chain_is_not_excluded) {
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        co_return testing::headers_of(main_chain(), 100, query);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(!has_paid());
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_sends_receipts_is_waited_for_no_longer_than_for_others) {
    bad.on_receipts = never_response_hashes;

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST((loop.elapsed() < 10min));
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_responds_at_all_is_waited_for_no_longer_either) {
    bad.on_headers = [](chain::HeaderQuery) { return never_response(); };
    bad.on_bodies = never_response_hashes;
    bad.on_receipts = never_response_hashes;

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST((loop.elapsed() < 10min));
}

BOOST_AUTO_TEST_CASE(a_peer_that_goes_in_the_middle_is_done_without) {
    std::size_t responses = 0;
    bad.on_bodies = [this, &responses](std::vector<Hash256> hashes) -> awaitable<Items> {
        if (++responses > 1) {
            pool.leave(peer(0).shared_from_this());
            co_return make_error_code(Errc::peer_gone);
        }
        co_return testing::bodies_of(main_chain(), hashes);
    };

    BOOST_TEST(is_done_all_the_same());
}

BOOST_AUTO_TEST_CASE(a_head_that_nobody_has_holds_things_up_but_ends_nothing) {
    // Block 1250's header is real, and so its hash; but no block between is to be had.
    bad.said.head = main_chain().block(main_chain().height()).hash;
    bad.said.total_difficulty = Uint256::parse("0xff0000000000000000000000").value();
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        const std::uint64_t claimed = query.hash ? main_chain().height() : height;
        co_return testing::headers_of(main_chain(), claimed, query);
    };
    // The row across the real head comes whole or not at all, so the rest takes the second round.
    BOOST_TEST(is_done_all_the_same());
}

BOOST_AUTO_TEST_CASE(a_head_that_does_not_hash_to_what_was_said_costs_the_peer) {
    bad.said.head = testing::other_chain().block(5).hash;
    bad.said.total_difficulty = Uint256::parse("0xff0000000000000000000000").value();
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        query.hash.reset();
        query.number = std::max<std::uint64_t>(query.number, 1);
        co_return testing::headers_of(main_chain(), height, query);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
}

BOOST_AUTO_TEST_CASE(headers_that_break_the_chains_rules_cost_the_peer) {
    PickyRules rules;
    host.provide<chain::HeaderRules>(rules);
    stored_up_to(10);
    bad.on_headers = [](chain::HeaderQuery query) -> awaitable<Items> {
        const bool honest = query.hash || query.number <= 10;
        if (honest) co_return testing::headers_of(main_chain(), height, query);
        // They link, at least.
        co_return testing::forge_behind(main_chain().block(query.number - 1), query.amount);
    };

    BOOST_TEST(is_done_all_the_same());
    BOOST_TEST(has_paid());
    BOOST_TEST(good_one_is_blameless());
    BOOST_TEST(rules.requested > height - 10);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(only_bad_peers, SyncStage)

BOOST_AUTO_TEST_CASE(a_chain_without_a_common_block_is_not_taken_and_the_remedy_is_named) {
    const testing::LogCapture log;
    host.set("timeout", "1m").set("max-reorg", "5");
    stored_up_to(20);
    join(testing::other_chain(), 100);

    BOOST_TEST((run() == failed));
    BOOST_TEST(has_stored(20));
    BOOST_TEST(!has_event(peer(0), PeerEvent::sent_bad_data));
    BOOST_TEST(log.count("raise sync.max-reorg") == 1U);
}

BOOST_AUTO_TEST_CASE(a_false_peer_alone_is_outlasted_until_a_better_one_joins) {
    join(testing::other_chain(), 100);
    begin();
    loop.advance(1min);
    join(120);
    loop.advance(2min);

    BOOST_TEST((exit_code() == done));
    BOOST_TEST(has_stored(120));
}

BOOST_AUTO_TEST_CASE(a_peer_that_leaves_while_its_chain_is_followed_is_outlasted) {
    join(100).on_bodies = [](std::vector<Hash256>) -> awaitable<Items> {
        co_await sleep_for(5s);
        co_return make_error_code(Errc::peer_gone);
    };
    begin();
    loop.advance(500ms);
    peer(0).disconnect(net::Reason::requested);
    pool.leave(peer(0).shared_from_this());
    loop.advance(1min);
    join(120);
    loop.advance(1min);

    BOOST_TEST((exit_code() == done));
    BOOST_TEST(has_stored(120));
}

BOOST_AUTO_TEST_CASE(a_single_peer_without_receipts_takes_the_whole_timeout) {
    host.set("timeout", "2m");
    join(100).on_receipts = never_response_hashes;

    BOOST_TEST((run() == failed));
    BOOST_TEST((loop.elapsed() < 5min));
}

BOOST_AUTO_TEST_SUITE_END()
