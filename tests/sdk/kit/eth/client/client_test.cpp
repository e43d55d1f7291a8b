#include <boost/test/unit_test.hpp>

#include <kit/eth/client/client.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/testing/eth/fake_eth_pool.hpp>
#include <kit/testing/fake_runtime.hpp>

#include <tests/sdk/kit/eth/session/things.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using testing::FakePeer;
using testing::FakeRemote;

namespace {

using Items = FakeRemote::Items;
using Events = std::vector<net::PeerEvent>;

/// A row of headers that link, from block 1 on.
const std::vector<SharedBytes>& chain_of_headers() {
    static const std::vector<SharedBytes> headers = [] {
        std::vector<SharedBytes> entry;
        eth::Header header;
        for (header.number = 1; header.number <= 12; ++header.number) {
            entry.emplace_back(eth::encode_header(header));
            header.parent = crypto::keccak256(entry.back());
        }
        return entry;
    }();
    return headers;
}

chain::RawItems headers_of(std::initializer_list<std::size_t> numbers) {
    chain::RawItems items;
    for (const std::size_t number : numbers) items.push_back(chain_of_headers().at(number - 1));
    return items;
}

/// Some peers and a client of theirs.
struct Network {
    testing::Loop loop;
    testing::FakeEthPool pool{loop};
    testing::FakeRuntime runtime{loop};
    eth::Client client{pool, runtime};
    std::vector<std::shared_ptr<FakeRemote>> remotes;
    std::vector<std::shared_ptr<FakePeer>> peers;

    /// A peer that responds to a request for headers so, after a while if so wished.
    FakeRemote& add(Items response, Duration delay = {}) {
        auto remote = std::make_shared<FakeRemote>();
        remote->on_headers = [response, delay](chain::HeaderQuery) -> awaitable<Items> {
            if (delay != Duration{}) co_await sleep_for(delay);
            co_return response;
        };
        remotes.push_back(remote);
        peers.push_back(pool.join(remote));
        return *remote;
    }
    eth::Response<eth::Headers> request(chain::HeaderQuery query) { return request(client, query); }
    eth::Response<eth::Headers> request(const eth::Client& requester, chain::HeaderQuery query) {
        return loop.run(requester.headers(query));
    }
    eth::Response<eth::Headers> request() { return request(from(1, 2)); }

    static chain::HeaderQuery from(std::uint64_t number, std::uint64_t amount) {
        chain::HeaderQuery query;
        query.number = number;
        query.amount = amount;
        return query;
    }
    std::size_t requested() const {
        std::size_t count = 0;
        for (const auto& remote : remotes) count += remote->header_requests;
        return count;
    }
};

const Items good = headers_of({1, 2});
const Items wrong = headers_of({2, 3});
const Items empty{chain::RawItems{}};
const Items silence{make_error_code(Errc::timed_out)};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client, Network)

BOOST_AUTO_TEST_CASE(without_peers_there_is_no_response) {
    const auto response = request();

    BOOST_TEST((response.error() == Errc::no_peer));
    BOOST_TEST(response.explain() == "no request was sent: no peer can serve this");
}

BOOST_AUTO_TEST_CASE(the_best_of_the_idle_peers_gets_the_request) {
    add(good).busy = 1;
    add(good);
    add(good);

    const auto response = request();

    BOOST_TEST((response.peer() == peers[1]));
    BOOST_TEST(response->size() == 2U);
    BOOST_TEST((peers[1]->events == Events{net::PeerEvent::served_request}));
    BOOST_TEST(peers[1]->reports.front().message == "GetBlockHeaders");
    BOOST_TEST(peers[1]->reports.front().items == 2U);
    BOOST_TEST(peers[1]->reports.front().bytes > 0U);
    BOOST_TEST(requested() == 1U);
    BOOST_TEST(response.explain() == "response from 02000000 (fake/v1)");
}

BOOST_AUTO_TEST_CASE(who_lacks_the_message_gets_no_request) {
    add(good).mute = {eth::code::get_block_headers};

    BOOST_TEST((request().error() == Errc::no_peer));
    BOOST_TEST(requested() == 0U);
}

BOOST_AUTO_TEST_CASE(whose_chain_ends_before_gets_no_request) {
    add(good).said.latest = 1;
    BOOST_TEST((request().error() == Errc::no_peer));

    add(good).said.latest = 2;
    BOOST_TEST((request().peer() == peers[1]));
    BOOST_TEST(peers[0]->events.empty());
}

BOOST_AUTO_TEST_CASE(who_has_announced_it_gets_the_request_although_its_last_status_ends_before) {
    add(good).said.latest = 1;

    BOOST_TEST((request(client.only(peers[0]).claimed(), from(1, 2)).peer() == peers[0]));
}

BOOST_AUTO_TEST_CASE(whose_chain_begins_behind_gets_no_request) {
    add(good).said.earliest = 3;
    BOOST_TEST((request().error() == Errc::no_peer));

    add(good);
    BOOST_TEST((request().peer() == peers[1]));
}

BOOST_AUTO_TEST_CASE(another_one_gets_the_request_after_a_failure) {
    add(silence);
    add(good);

    const auto response = request();

    BOOST_TEST((response.peer() == peers[1]));
    BOOST_TEST(peers[0]->events.empty());  // its session has reported it
    BOOST_TEST_REQUIRE(response.attempts().size() == 2U);
    BOOST_TEST((response.attempts()[0].peer == peers[0]));
    BOOST_TEST((response.attempts()[0].error == Errc::timed_out));
}

BOOST_AUTO_TEST_CASE(an_empty_response_costs_nothing_where_nothing_was_claimed) {
    add(empty);
    add(good);

    BOOST_TEST((request().peer() == peers[1]));
    BOOST_TEST(peers[0]->events.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_response_costs_the_peer_whose_range_has_the_block) {
    add(empty).said.latest = 2;
    add(good);

    BOOST_TEST((request().peer() == peers[1]));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::empty_response}));
}

BOOST_AUTO_TEST_CASE(an_empty_response_costs_the_peer_whose_head_it_is) {
    FakeRemote& teller = add(empty);
    teller.said.head.bytes.fill(7);
    add(empty);
    chain::HeaderQuery query = from(0, 1);
    query.hash = teller.said.head;

    BOOST_TEST((request(query).error() == Errc::not_found));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::empty_response}));
    BOOST_TEST(peers[1]->events.empty());
}

BOOST_AUTO_TEST_CASE(an_empty_response_costs_the_peer_that_announced_it) {
    add(empty);
    add(empty);
    const auto announced = [this](const net::Peer& peer) { return &peer == peers[1].get(); };

    BOOST_TEST((request(client.claimed_by(announced), from(1, 2)).error() == Errc::not_found));
    BOOST_TEST(peers[0]->events.empty());
    BOOST_TEST((peers[1]->events == Events{net::PeerEvent::empty_response}));
    BOOST_TEST((request(client.only(peers[0]).claimed(), from(1, 2)).error() == Errc::not_found));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::empty_response}));
}

BOOST_AUTO_TEST_CASE(a_response_that_does_not_verify_costs_its_peer) {
    add(wrong);

    const auto response = request();

    BOOST_TEST((response.error() == Errc::invalid_data));
    BOOST_TEST((response.peer() == nullptr));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::sent_bad_data}));
}

BOOST_AUTO_TEST_CASE(part_of_what_was_requested_is_a_response) {
    add(good);

    BOOST_TEST(request(from(1, 10))->size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_partial_response_fails_where_all_is_wanted_but_costs_nothing) {
    add(good);

    BOOST_TEST((request(client.whole(), from(1, 10)).error() == Errc::not_found));
    BOOST_TEST(peers[0]->events.empty());
}

BOOST_AUTO_TEST_CASE(no_more_than_five_get_the_request) {
    for (int i = 0; i < 8; ++i) add(silence);

    const auto response = request();

    BOOST_TEST((response.error() == Errc::timed_out));
    BOOST_TEST(response.attempts().size() == 5U);
    BOOST_TEST(requested() == 5U);
}

BOOST_AUTO_TEST_CASE(who_is_excluded_gets_no_request) {
    add(good);
    add(good);
    const auto others =
        client.among([this](const net::Peer& peer) { return &peer != peers[0].get(); });

    BOOST_TEST((request(others, from(1, 2)).peer() == peers[1]));
    BOOST_TEST((request(client.only(peers[0]), from(1, 2)).peer() == peers[0]));
}

BOOST_AUTO_TEST_CASE(while_a_peer_is_silent_another_one_gets_the_request_beside_it) {
    add(good, 1h);
    add(good);

    const auto response = request();

    BOOST_TEST((response.peer() == peers[1]));
    BOOST_TEST((loop.elapsed() == 2s));
    BOOST_TEST((response.attempts()[0].error == Errc::timed_out));
    BOOST_TEST(peers[0]->events.empty());
}

BOOST_AUTO_TEST_CASE(a_slow_peer_may_be_the_first_to_respond) {
    add(good, 3s);
    add(good, 1h);

    BOOST_TEST((request().peer() == peers[0]));
    BOOST_TEST((loop.elapsed() == 3s));
}

BOOST_AUTO_TEST_CASE(a_peer_whose_responses_take_long_is_waited_for_longer) {
    add(good, 9s).counted.mean_latency = 3s;
    add(good);

    BOOST_TEST((request().peer() == peers[0]));
    BOOST_TEST(requested() == 1U);
}

BOOST_AUTO_TEST_CASE(silent_peers_cost_one_deadline_together) {
    for (int i = 0; i < 40; ++i) add(good, 1h);
    add(good);

    const auto response = request(client.max_peers(64), from(1, 2));

    BOOST_TEST((response.peer() == peers[40]));
    BOOST_TEST((loop.elapsed() <= 12s));
}

BOOST_AUTO_TEST_CASE(no_more_than_five_may_fail) {
    for (int i = 0; i < 8; ++i) add(empty);

    BOOST_TEST((request(client.max_peers(64), from(1, 2)).error() == Errc::not_found));
    BOOST_TEST(requested() == 5U);
}

BOOST_AUTO_TEST_CASE(a_silent_peer_is_reported_at_the_end_of_the_request) {
    add(good, 1h);
    add(empty);

    BOOST_TEST((request().error() == Errc::timed_out));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::timed_out}));
}

BOOST_AUTO_TEST_CASE(a_peer_that_got_the_request_only_a_moment_ago_is_not_reported) {
    add(good, 1h);
    add(good, 1h);

    BOOST_TEST((request(client.within(6s), from(1, 2)).error() == Errc::timed_out));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::timed_out}));
    BOOST_TEST(peers[1]->events.empty());
}

BOOST_AUTO_TEST_CASE(a_peer_whose_chain_has_left_the_block_meanwhile_pays_nothing) {
    FakeRemote& remote = add(empty);
    Hash256 left{};
    left.bytes.fill(3);
    remote.said.head = left;
    remote.on_headers = [&remote](chain::HeaderQuery) -> awaitable<Items> {
        remote.said.head.bytes.fill(4);
        co_return empty;
    };
    chain::HeaderQuery query = from(0, 1);
    query.hash = left;

    BOOST_TEST((request(query).error() == Errc::not_found));
    BOOST_TEST(peers[0]->events.empty());
}

BOOST_AUTO_TEST_CASE(a_request_never_takes_longer_than_its_limit) {
    for (int i = 0; i < 4; ++i) add(good, 1h);

    BOOST_TEST((request(client.within(8s), from(1, 2)).error() == Errc::timed_out));
    BOOST_TEST((loop.elapsed() == 8s));
}

BOOST_AUTO_TEST_CASE(the_failures_are_told_in_a_sentence) {
    add(silence);
    add(empty);

    BOOST_TEST(request().explain() ==
               "no response from 2 peers (not found): "
               "01000000 (fake/v1): timed out; "
               "02000000 (fake/v1): not found");
}

BOOST_AUTO_TEST_CASE(a_name_that_a_peer_gave_itself_is_not_printed_as_it_is) {
    add(good);
    peers[0]->name = "evil\n\x1b[2J" + std::string(2000, 'x');

    BOOST_TEST(request().explain().size() < 100U);
    BOOST_TEST(request().explain().find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(more_than_a_response_can_hold_is_not_requested) {
    add(good);

    BOOST_TEST((request(from(1, 1025)).error() == Errc::limit_exceeded));
    BOOST_TEST(requested() == 0U);
}

BOOST_AUTO_TEST_CASE(nothing_is_had_without_a_request) {
    BOOST_TEST(request(from(1, 0)).value().empty());
}

BOOST_AUTO_TEST_SUITE_END()
