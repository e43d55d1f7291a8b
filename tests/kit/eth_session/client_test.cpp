#include <boost/test/unit_test.hpp>

#include <kit/eth/limits.hpp>
#include <kit/eth/session/client.hpp>

#include "fake_pool.hpp"
#include "things.hpp"

using namespace plexus;
using testing::FakePeer;
using testing::FakeRemote;

namespace {

using Items = FakeRemote::Items;
using Events = std::vector<net::PeerEvent>;

/// Some peers and a client that asks them.
struct Network {
    testing::Loop loop;
    testing::FakePool pool{loop};
    eth::Client client{pool};
    std::vector<std::shared_ptr<FakeRemote>> remotes;
    std::vector<std::shared_ptr<FakePeer>> peers;
    ErrorCode verdict{};  ///< what the check says of an answer that is not empty

    FakeRemote& add(Items answer) {
        auto remote = std::make_shared<FakeRemote>();
        remote->on_headers = [answer](chain::HeaderQuery) -> awaitable<Items> { co_return answer; };
        remote->on_bodies = [answer](std::vector<Hash256>) -> awaitable<Items> {
            co_return answer;
        };
        remotes.push_back(remote);
        peers.push_back(pool.join(remote));
        return *remote;
    }
    void add_many(std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) add(chain::RawItems{});
    }
    Result<eth::Client::Answer> ask() {
        const eth::Client::Check check = [this](const chain::RawItems&) -> awaitable<ErrorCode> {
            co_return verdict;
        };
        return loop.run(client.bodies({testing::numbered_hash(1)}, check));
    }
    std::size_t asked() const {
        std::size_t count = 0;
        for (const auto& remote : remotes) count += remote->body_questions;
        return count;
    }
    std::size_t count(const std::function<bool(const FakeRemote&)>& test) const {
        const auto each = [&](const auto& remote) { return test(*remote); };
        return static_cast<std::size_t>(std::count_if(remotes.begin(), remotes.end(), each));
    }
};

const Items good{chain::RawItems{SharedBytes{Bytes{0xc0}}}};
const Items empty{chain::RawItems{}};
const Items silence{make_error_code(Errc::timed_out)};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client, Network)

BOOST_AUTO_TEST_CASE(without_peers_there_is_no_answer) {
    BOOST_TEST((ask().error() == Errc::no_peer));
}

BOOST_AUTO_TEST_CASE(the_best_of_the_idle_peers_is_asked) {
    add(good).busy = 1;
    add(good);
    add(good);

    const Result<eth::Client::Answer> answer = ask();

    BOOST_TEST((answer.value().peer == peers[1]));
    BOOST_TEST((answer->remote == remotes[1]));
    BOOST_TEST((peers[1]->events == Events{net::PeerEvent::served_request}));
    BOOST_TEST(asked() == 1U);
}

BOOST_AUTO_TEST_CASE(another_one_is_asked_after_a_failure) {
    add(silence);
    add(good);

    BOOST_TEST((ask().value().peer == peers[1]));
    BOOST_TEST(peers[0]->events.empty());  // its session has reported it
}

BOOST_AUTO_TEST_CASE(an_empty_answer_is_honest_but_of_no_use) {
    add(empty);
    add(good);

    BOOST_TEST((ask().value().peer == peers[1]));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::empty_response}));
}

BOOST_AUTO_TEST_CASE(an_answer_that_does_not_verify_costs_its_peer) {
    add(good);
    verdict = make_error_code(Errc::invalid_data);

    BOOST_TEST((ask().error() == Errc::invalid_data));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::sent_bad_data}));
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_too_short_is_no_lie) {
    add(good);
    verdict = make_error_code(Errc::not_found);

    BOOST_TEST((ask().error() == Errc::not_found));
    BOOST_TEST((peers[0]->events == Events{net::PeerEvent::empty_response}));
}

BOOST_AUTO_TEST_CASE(no_more_than_five_are_asked) {
    for (int i = 0; i < 8; ++i) add(silence);

    BOOST_TEST((ask().error() == Errc::timed_out));
    BOOST_TEST(asked() == 5U);
}

BOOST_AUTO_TEST_CASE(who_is_excluded_is_not_asked) {
    add(good);
    add(good);
    const eth::Client::Check check = [](const chain::RawItems&) -> awaitable<ErrorCode> {
        co_return ErrorCode{};
    };
    const eth::Client::Among among = [this](const net::Peer& peer) {
        return &peer != peers[0].get();
    };

    const auto answer = loop.run(client.headers({}, check, among));

    BOOST_TEST((answer.value().peer == peers[1]));
    BOOST_TEST(remotes[0]->header_questions == 0U);
}

BOOST_AUTO_TEST_CASE(a_block_goes_to_the_square_root_of_all_and_its_hash_to_the_rest) {
    add_many(10);

    client.broadcast(testing::make_block(1), testing::difficulty(1));

    BOOST_TEST(count([](const FakeRemote& remote) { return remote.blocks.size() == 1; }) == 4U);
    BOOST_TEST(
        count([](const FakeRemote& remote) { return remote.announced_blocks.size() == 1; }) == 6U);
}

BOOST_AUTO_TEST_CASE(small_transactions_go_to_the_square_root_of_all) {
    add_many(9);

    client.broadcast(testing::make_transactions(2));

    BOOST_TEST(count([](const FakeRemote& remote) { return remote.transactions.size() == 2; }) ==
               3U);
    BOOST_TEST(count([](const FakeRemote& remote) {
                   return remote.announced_transactions.size() == 2;
               }) == 6U);
}

BOOST_AUTO_TEST_CASE(large_and_blob_transactions_are_announced_only) {
    add_many(9);
    std::vector<eth::RawTransaction> transactions{testing::make_blob_transaction()};
    transactions.push_back(testing::make_transaction(1, eth::limits::whole_transaction_bytes + 1));

    client.broadcast(transactions);

    BOOST_TEST(count([](const FakeRemote& remote) { return !remote.transactions.empty(); }) == 0U);
    BOOST_TEST(count([](const FakeRemote& remote) {
                   return remote.announced_transactions.size() == 2;
               }) == 9U);
}

BOOST_AUTO_TEST_SUITE_END()
