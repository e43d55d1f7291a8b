#include <boost/test/unit_test.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::Fetching;
using testing::Holder;
using testing::Transactions;

BOOST_FIXTURE_TEST_SUITE(fetcher, Fetching)

BOOST_AUTO_TEST_CASE(what_is_announced_is_fetched_and_handed_on_once) {
    const Holder& first = join(testing::make_transactions(3));
    const Holder& second = join(testing::make_transactions(3));
    announce(first);
    announce(second);
    loop.advance(1s);

    BOOST_TEST_REQUIRE(listener.fetched.size() == 3U);
    BOOST_TEST(std::ranges::count(listener.sources, eth::Source::gossip) == 0);
    BOOST_TEST(first.requested() + second.requested() == 3U);
    BOOST_TEST(metric("transactions_total") == 3);
    BOOST_TEST(metric("waiting") == 0);
    BOOST_TEST(host.published<eth::TransactionFetcher>().awaited() == 0U);
}

BOOST_AUTO_TEST_CASE(what_comes_by_gossip_meanwhile_is_not_fetched) {
    const Holder& holder = join(testing::make_transactions(1));
    announce(holder);
    eth::Origin origin;
    origin.peer = holder.peer;
    loop.advance(100ms);
    loop.run(itself().on_transactions(origin, holder.remote->pooled));
    loop.advance(10s);
    announce(holder);
    loop.advance(10s);

    BOOST_TEST(holder.remote->requested_transactions.empty());
}

BOOST_AUTO_TEST_CASE(a_silent_peer_has_five_seconds_and_then_the_next_gets_the_request) {
    Holder& silent = join(testing::make_transactions(1));
    silent.remote->delay = 1h;
    const Holder& other = join(testing::make_transactions(1));
    announce(silent);
    loop.advance(1s);
    announce(other);

    loop.advance(4s);
    BOOST_TEST(silent.remote->requested_transactions.size() == 1U);
    BOOST_TEST(other.remote->requested_transactions.empty());
    loop.advance(1s);
    BOOST_TEST(other.remote->requested_transactions.size() == 1U);
    BOOST_TEST(listener.fetched.size() == 1U);
    BOOST_TEST(silent.was(net::PeerEvent::timed_out));
    BOOST_TEST(metric("request_failures_total") == 1);
}

BOOST_AUTO_TEST_CASE(one_request_is_in_flight_for_each_peer) {
    Holder& holder = join(testing::make_transactions(600));
    holder.remote->delay = 1s;
    announce(holder);

    loop.advance(1s);
    BOOST_TEST_REQUIRE(holder.remote->requested_transactions.size() == 1U);
    BOOST_TEST(holder.remote->requested_transactions[0].size() == 256U);
    loop.advance(5s);
    BOOST_TEST(holder.remote->requested_transactions.size() == 3U);
    BOOST_TEST(listener.fetched.size() == 600U);
}

BOOST_AUTO_TEST_CASE(a_false_size_costs_its_announcer) {
    const Holder& holder = join(testing::make_transactions(1));
    auto announced = testing::announce(holder.remote->pooled)->content();
    announced[0].size = 100'000;
    announce(holder, announced);
    loop.advance(1s);

    BOOST_TEST(holder.was(net::PeerEvent::sent_bad_data));
    BOOST_TEST((holder.peer->reason == net::Reason::subprotocol_error));
    BOOST_TEST(metric("false_announcements_total") == 1);
    BOOST_TEST(listener.fetched.size() == 1U);
}

BOOST_AUTO_TEST_CASE(blobs_without_blobs_cost_their_sender_alone_and_the_others_get_the_request) {
    testing::TransactionOptions options;
    options.type = eth::transaction_type::blob;
    eth::Transaction stripped = testing::fake_transaction(options);
    const Transactions whole{testing::raw(stripped)};
    stripped.sidecar->blobs.clear();
    stripped.sidecar->proofs.clear();
    const Transactions without{testing::raw(stripped)};
    Holder& liar = join(whole);
    liar.remote->pooled = without;
    // It comes first, and gets the request.
    announce(liar, testing::announce(whole)->content());
    loop.advance(250ms);
    const Holder& first = join(whole);
    const Holder& second = join(whole);
    announce(first);
    announce(second);
    loop.advance(2s);

    BOOST_TEST(liar.was(net::PeerEvent::sent_bad_data));
    BOOST_TEST((liar.peer->reason == net::Reason::subprotocol_error));
    BOOST_TEST(!first.peer->reason.has_value());
    BOOST_TEST(!first.was(net::PeerEvent::sent_bad_data));
    BOOST_TEST(!second.was(net::PeerEvent::sent_bad_data));
    BOOST_TEST_REQUIRE(listener.fetched.size() == 1U);
    BOOST_TEST((listener.fetched[0].bytes.size() == whole[0].bytes.size()));
}

BOOST_AUTO_TEST_CASE(blobs_in_another_form_than_announced_are_not_taken) {
    testing::TransactionOptions options;
    options.type = eth::transaction_type::blob;
    const Transactions whole{testing::fake_raw_transaction(options)};
    Holder& liar = join(whole);
    auto announced = testing::announce(whole)->content();
    announced[0].size = *announced[0].size + 127 * 49 + 3;
    announce(liar, announced);
    loop.advance(1s);
    BOOST_TEST(liar.was(net::PeerEvent::sent_bad_data));
    BOOST_TEST(listener.fetched.empty());

    const Holder& honest = join(whole);
    announce(honest);
    loop.advance(1s);

    BOOST_TEST(listener.fetched.size() == 1U);
    BOOST_TEST(!honest.was(net::PeerEvent::sent_bad_data));
}

BOOST_AUTO_TEST_CASE(unrequested_transactions_cost_their_sender) {
    const Holder& holder = join(testing::make_transactions(1));
    holder.remote->on_transactions = [](std::vector<Hash256>) -> awaitable<Result<Transactions>> {
        co_return testing::make_transactions(2);
    };
    announce(holder);
    loop.advance(1s);

    BOOST_TEST(holder.was(net::PeerEvent::sent_bad_data));
    BOOST_TEST(listener.fetched.empty());
}

BOOST_AUTO_TEST_CASE(a_rejected_response_costs_its_sender) {
    listener.validation = eth::ValidationResult::reject;
    const Holder& holder = join(testing::make_transactions(1));
    announce(holder);
    loop.advance(1s);

    BOOST_TEST(holder.was(net::PeerEvent::sent_bad_data));
}

BOOST_AUTO_TEST_CASE(a_flood_of_false_hashes_keeps_nobody_else_waiting) {
    Holder& liar = join({});
    Holder& honest = join(testing::make_transactions(5));
    std::vector<eth::TransactionAnnouncement> flood(5000);
    for (std::size_t i = 0; i < flood.size(); ++i) {
        flood[i].hash.bytes[0] = static_cast<std::uint8_t>(i);
        flood[i].hash.bytes[1] = static_cast<std::uint8_t>(i >> 8U);
    }
    announce(liar, flood);
    announce(honest);
    loop.advance(1s);

    BOOST_TEST(listener.fetched.size() == 5U);
    BOOST_TEST(metric("announcements_refused_total") == 5000 - 4096);
    loop.advance(1min);
    BOOST_TEST(metric("waiting") == 0);
}

BOOST_AUTO_TEST_CASE(a_peer_that_leaves_takes_its_announcements_along) {
    const Holder& holder = join(testing::make_transactions(2));
    announce(holder);
    BOOST_TEST(metric("waiting") == 2);
    pool.leave(holder.peer);
    loop.advance(1s);

    BOOST_TEST(metric("waiting") == 0);
    BOOST_TEST(holder.remote->requested_transactions.empty());
}

BOOST_AUTO_TEST_SUITE_END()
