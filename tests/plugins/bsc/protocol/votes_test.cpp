#include <boost/test/unit_test.hpp>

#include <api/eth/finality_votes.hpp>
#include <plugins/bsc/protocol/code.hpp>

#include "vote_stage.hpp"

using namespace plexus;
using namespace plexus::testing;
using net::PeerEvent;
namespace code = bsc::code;
namespace limits = bsc::limits;

BOOST_AUTO_TEST_SUITE(bsc_votes)

namespace {

/// Notes what it is told.
class FakeObserver final : public eth::FinalityVoteObserver {
public:
    std::vector<eth::FinalityVote> votes{};

    void on_finality_votes(const eth::Origin&,
                           std::span<const eth::FinalityVote> items) noexcept override {
        votes.insert(votes.end(), items.begin(), items.end());
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(who_observes_finality_votes_hears_each_once_from_each_peer) {
    FakeObserver observer;
    Stage stage;
    stage.host.provide<eth::FinalityVoteObserver>(observer);
    Line& line = stage.join();
    const std::vector<bsc::Vote> votes = make_votes(7, 2);

    line.send(code::votes, bsc::encode_votes(votes));
    line.send(code::votes, bsc::encode_votes(votes));

    BOOST_TEST_REQUIRE(observer.votes.size() == 2U);
    BOOST_TEST(observer.votes[1].target_number == votes[1].target_number);
    BOOST_TEST((observer.votes[1].target_hash == votes[1].target_hash));
    BOOST_TEST((observer.votes[1].hash == votes[1].hash));
    BOOST_TEST((observer.votes[1].voter == votes[1].address));
    BOOST_TEST(observer.votes[1].source_number == votes[1].source_number);
    BOOST_TEST((observer.votes[1].source_hash == votes[1].source_hash));
    BOOST_TEST((observer.votes[1].signature == votes[1].signature));
}

BOOST_AUTO_TEST_CASE(votes_reach_every_handler) {
    Told stage;
    FakeVoteHandler second;
    stage.host.provide<bsc::VoteHandler>(second);
    Line& line = stage.join(1);

    line.send(code::votes, hex(vectors("bsc_protocol.json").at("votes").at("payload")));

    BOOST_TEST(stage.handler.votes.size() == 11U);
    BOOST_TEST(second.votes.size() == 11U);
    BOOST_TEST(to_hex(second.votes[0].hash) ==
               "122c31f1e3cf8144db8066fd3685cd139c99934ad353b562684a2d4467b1df91");
    BOOST_TEST(line.reported(PeerEvent::useful_gossip) == 1U);
    BOOST_TEST(stage.metric("plexus_bsc_votes_total") == 11);
}

BOOST_AUTO_TEST_CASE(votes_wait_for_the_end_of_the_handshake) {
    Told stage;
    Line& line = stage.connect();

    line.send(code::votes, votes_from(1, 2));
    BOOST_TEST(stage.handler.votes.empty());
    line.base();

    BOOST_TEST(stage.handler.votes.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_vote_is_told_once_for_each_peer) {
    Told stage;
    Line& first = stage.join();
    Line& second = stage.join();

    first.send(code::votes, votes_from(1, 3));
    first.send(code::votes, votes_from(2, 3));  // two of them again
    second.send(code::votes, votes_from(1, 3));

    BOOST_TEST(stage.handler.votes.size() == 7U);
    BOOST_TEST(stage.handler.calls == 3U);
}

BOOST_AUTO_TEST_CASE(only_so_many_votes_are_remembered) {
    Told stage;
    Line& line = stage.join();
    const std::size_t batch = 1000;
    for (std::size_t i = 0; i <= limits::known_votes / batch + 1; ++i) {
        line.send(code::votes, votes_from(1 + i * batch, batch));
        stage.loop.advance(std::chrono::seconds{30});
    }
    const std::size_t told = stage.handler.votes.size();

    line.send(code::votes, votes_from(1, 1));  // forgotten by now

    BOOST_TEST(stage.handler.votes.size() == told + 1);
}

BOOST_AUTO_TEST_CASE(malformed_votes_end_the_session) {
    for (const char* text : {"", "c0", "c1c0ff", "c2c1c0"}) {
        Told stage;
        Line& line = stage.join();

        line.send(code::votes, hex(text));

        BOOST_TEST_CONTEXT("message " << text) {
            BOOST_TEST((line.ended == net::Reason::subprotocol_error));
            BOOST_TEST(line.reported(PeerEvent::sent_garbage) == 1U);
            BOOST_TEST(stage.handler.calls == 0U);
        }
    }
}

BOOST_AUTO_TEST_CASE(more_votes_than_a_pool_holds_cost_and_are_not_decoded) {
    Told stage;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, limits::known_votes + 1));

    BOOST_TEST(stage.handler.calls == 0U);
    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 1U);
    BOOST_TEST(!line.ended.has_value());
}

BOOST_AUTO_TEST_CASE(votes_above_the_rate_are_dropped) {
    Told stage;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, vote_rate));
    line.send(code::votes, votes_from(10'000, 1));

    BOOST_TEST(stage.handler.votes.size() == vote_rate);
    BOOST_TEST(stage.metric("plexus_bsc_messages_dropped_total") == 1);
    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 0U);
    BOOST_TEST(!line.ended.has_value());
}

BOOST_AUTO_TEST_CASE(the_rate_is_counted_over_thirty_seconds) {
    Told stage;
    Line& line = stage.join();
    line.send(code::votes, votes_from(1, vote_rate));

    stage.loop.advance(std::chrono::seconds{29});
    line.send(code::votes, votes_from(10'000, 1));
    stage.loop.advance(std::chrono::seconds{1});
    line.send(code::votes, votes_from(20'000, 1));

    BOOST_TEST(stage.handler.votes.size() == vote_rate + 1);
    BOOST_TEST(stage.handler.votes.back().target_number == 20'000U);
}

BOOST_AUTO_TEST_CASE(a_whole_pool_at_the_beginning_costs_nothing_and_a_flood_does) {
    Told stage;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, limits::known_votes));
    line.send(code::votes, votes_from(10'000, vote_rate));
    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 0U);
    for (std::uint64_t i = 0; i < 5; ++i) line.send(code::votes, votes_from(20'000 + i, 1));

    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 5U);
    BOOST_TEST(stage.handler.calls == 0U);
}

BOOST_AUTO_TEST_CASE(rejected_votes_cost_the_peer) {
    Told stage;
    stage.handler.validation = eth::ValidationResult::reject;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, 1));

    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 1U);
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_harms_nobody) {
    Told stage;
    FakeVoteHandler calm;
    stage.host.provide<bsc::VoteHandler>(calm);
    stage.handler.react = []() -> awaitable<eth::ValidationResult> {
        throw std::runtime_error("oh");
    };
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, 1));

    BOOST_TEST(calm.votes.size() == 1U);
    BOOST_TEST(stage.handler_failures("exception") == 1);
    BOOST_TEST(!line.ended.has_value());
}

BOOST_AUTO_TEST_CASE(a_handler_that_stalls_is_ended_and_the_link_goes_on) {
    Told stage;
    FakeVoteHandler calm;
    stage.host.provide<bsc::VoteHandler>(calm);
    stage.handler.react = []() -> awaitable<eth::ValidationResult> {
        co_await sleep_for(std::chrono::hours{1});
        co_return eth::ValidationResult::accept;
    };
    Line& line = stage.join();
    line.send(code::votes, votes_from(1, 1));
    BOOST_TEST(calm.calls == 0U);

    line.send(code::cap, {});  // read at once, whatever the handler does
    stage.loop.advance(std::chrono::seconds{61});

    BOOST_TEST(calm.votes.size() == 1U);
    BOOST_TEST(stage.handler_failures("timeout") == 1);
    BOOST_TEST(!line.ended.has_value());
}

BOOST_AUTO_TEST_CASE(votes_that_find_no_room_are_dropped_and_nothing_waits) {
    Told stage;
    stage.handler.react = []() -> awaitable<eth::ValidationResult> {
        co_await sleep_for(std::chrono::seconds{50});
        co_return eth::ValidationResult::accept;
    };
    Line& line = stage.join();

    for (std::uint64_t i = 0; i < 50; ++i) line.send(code::votes, votes_from(1 + i, 1));

    BOOST_TEST(stage.metric("plexus_bsc_messages_dropped_total") == 50 - 1 - 42);
}

BOOST_AUTO_TEST_SUITE_END()
