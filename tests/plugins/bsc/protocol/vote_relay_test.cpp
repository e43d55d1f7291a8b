#include <boost/test/unit_test.hpp>

#include <api/chain/head_observer.hpp>
#include <plugins/bsc/protocol/code.hpp>

#include "vote_stage.hpp"

using namespace plexus;
using namespace plexus::testing;
using net::PeerEvent;
namespace code = bsc::code;
namespace limits = bsc::limits;

BOOST_AUTO_TEST_SUITE(bsc_vote_relay)

BOOST_AUTO_TEST_CASE(votes_are_sent_once_to_a_peer_and_never_back) {
    Told stage;
    Line& line = stage.join();
    line.send(code::votes, votes_from(1, 1));

    const std::vector<bsc::Vote> votes = make_votes(1, 3);
    BOOST_TEST(line.remote()->send_votes(votes).has_value());
    const std::optional<net::Message> message = line.next();
    BOOST_TEST(line.remote()->send_votes(votes).has_value());

    BOOST_TEST_REQUIRE(message.has_value());
    BOOST_TEST(to_hex(message->payload) == to_hex(votes_from(2, 2)));
    BOOST_TEST(!line.next().has_value());
}

BOOST_AUTO_TEST_CASE(no_peer_is_sent_votes_above_the_rate) {
    Stage stage;
    Line& line = stage.join();

    BOOST_TEST(line.remote()->send_votes(make_votes(1, vote_rate)).has_value());
    BOOST_TEST(line.next().has_value());
    BOOST_TEST(line.remote()->send_votes(make_votes(10'000, 1)).has_value());

    BOOST_TEST(!line.next().has_value());
}

BOOST_AUTO_TEST_CASE(votes_are_not_relayed_unless_requested) {
    Told stage;
    Line& from = stage.join();
    Line& other = stage.join();

    from.send(code::votes, votes_from(1, 1));

    BOOST_TEST(!other.next().has_value());
}

BOOST_AUTO_TEST_CASE(votes_are_relayed_to_peers_that_lack_them) {
    Told stage;
    stage.host.set("relay-votes", "true");
    Line& from = stage.join(1);
    Line& knows = stage.join(2);
    Line& lacks = stage.join(2);
    knows.send(code::votes, votes_from(1, 1));
    (void)from.next();
    (void)lacks.next();

    from.send(code::votes, votes_from(1, 2));

    const std::optional<net::Message> to_lacks = lacks.next();
    BOOST_TEST_REQUIRE(to_lacks.has_value());
    BOOST_TEST(to_lacks->code == code::votes);
    BOOST_TEST(to_hex(to_lacks->payload) == to_hex(votes_from(2, 1)));
    BOOST_TEST(to_hex(knows.next()->payload) == to_hex(votes_from(2, 1)));
    BOOST_TEST(!from.next().has_value());
}

BOOST_AUTO_TEST_CASE(rejected_votes_are_not_relayed) {
    Told stage;
    stage.handler.validation = eth::ValidationResult::reject;
    stage.host.set("relay-votes", "true");
    Line& from = stage.join();
    Line& other = stage.join();

    from.send(code::votes, votes_from(1, 1));

    BOOST_TEST(!other.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_vote_whose_target_is_not_after_its_source_ends_the_session) {
    Told stage;
    Line& line = stage.join();
    bsc::Vote vote = make_vote(7);
    vote.source_number = 7;

    line.send(code::votes, bsc::encode_votes({&vote, 1}));

    BOOST_TEST((line.ended == net::Reason::subprotocol_error));
    BOOST_TEST(line.reported(PeerEvent::sent_garbage) == 1U);
    BOOST_TEST(stage.handler.calls == 0U);
}

BOOST_AUTO_TEST_CASE(the_junk_of_one_peer_leaves_room_for_the_votes_of_another) {
    Told stage;
    stage.host.set("relay-votes", "true");
    Line& liar = stage.join();
    Line& honest = stage.join();
    Line& other = stage.join();

    liar.send(code::votes, votes_from(1'000'000, 2040));
    const std::size_t junk = votes_in(other);
    for (std::uint64_t block = 0; block < 40; ++block) {
        honest.send(code::votes, votes_from(1 + 21 * block, 21));
    }

    BOOST_TEST(junk <= 1020U);
    BOOST_TEST(votes_in(other) == 840U);
}

BOOST_AUTO_TEST_CASE(votes_for_blocks_that_are_here_are_relayed_and_no_others) {
    Following stage;
    Line& from = stage.join();
    Line& other = stage.join();

    from.send(code::votes, stage.votes_for(60, 2));
    BOOST_TEST(votes_in(other) == 2U);

    from.send(code::votes, votes_from(60, 3));           // of no known hash
    from.send(code::votes, stage.votes_for(60, 1, 61));  // another number than the block's
    from.send(code::votes, votes_from(1'000'000, 3));
    BOOST_TEST(votes_in(other) == 0U);
    stage.loop.advance(std::chrono::seconds{10});
    BOOST_TEST(votes_in(other) == 0U);
    BOOST_TEST(stage.metric("plexus_bsc_foreign_votes_total") == 7);
    BOOST_TEST(from.reported(PeerEvent::sent_bad_data) == 0U);
}

BOOST_AUTO_TEST_CASE(a_vote_waits_for_its_block) {
    Following stage;
    Line& from = stage.join();
    Line& other = stage.join();
    from.send(code::votes, stage.votes_for(65, 3));
    BOOST_TEST(votes_in(other) == 0U);

    stage.grow(65);
    BOOST_TEST(votes_in(other) == 0U);
    stage.host.published<chain::HeadObserver>().on_head();  // as the store calls it
    stage.loop.advance(std::chrono::seconds{0});

    BOOST_TEST(votes_in(other) == 3U);
}

BOOST_AUTO_TEST_CASE(a_vote_waits_for_its_own_block_and_not_for_the_next_one) {
    Following stage;
    Line& from = stage.join();
    Line& other = stage.join();
    from.send(code::votes, stage.votes_for(65, 3));
    const auto grow = [&](std::uint64_t number) {
        stage.grow(number);
        stage.host.published<chain::HeadObserver>().on_head();
        stage.loop.advance(std::chrono::seconds{0});
    };

    grow(64);
    BOOST_TEST(votes_in(other) == 0U);
    grow(65);

    BOOST_TEST(votes_in(other) == 3U);
}

BOOST_AUTO_TEST_CASE(votes_for_blocks_that_nobody_has_cost_their_sender) {
    Following stage;
    Line& liar = stage.join();
    Line& honest = stage.join();
    Line& other = stage.join();

    liar.send(code::votes, votes_from(1'000'000, 2040));
    for (std::uint64_t block = 21; block <= 60; ++block) {
        honest.send(code::votes, stage.votes_for(block, 21));
    }

    BOOST_TEST(votes_in(other) == 840U);
    BOOST_TEST(liar.reported(PeerEvent::sent_bad_data) == 1U);
    BOOST_TEST(honest.reported(PeerEvent::sent_bad_data) == 0U);
}

BOOST_AUTO_TEST_CASE(more_votes_for_a_block_than_there_can_be_validators_are_foreign) {
    Following stage;
    Line& liar = stage.join();
    Line& other = stage.join();

    liar.send(code::votes, stage.votes_for(60, 250));
    BOOST_TEST(votes_in(other) == limits::voters);
    BOOST_TEST(stage.metric("plexus_bsc_foreign_votes_total") == 250 - limits::voters);

    liar.send(code::votes, stage.votes_for(59, 250));
    BOOST_TEST(votes_in(other) == limits::voters);
    BOOST_TEST(liar.reported(PeerEvent::sent_bad_data) == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
