#include <boost/test/unit_test.hpp>

#include <api/eth/finality_votes.hpp>
#include <plugins/bsc/protocol/code.hpp>
#include <plugins/bsc/protocol/limits.hpp>

#include <kit/testing/eth/fake_store.hpp>
#include <kit/testing/fake_heads.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace plexus::testing;
using net::PeerEvent;
namespace code = bsc::code;
namespace limits = bsc::limits;

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

constexpr std::uint64_t rate = limits::votes_per_second * 30;

Bytes votes_from(std::uint64_t first, std::size_t count) {
    return bsc::encode_votes(make_votes(first, count));
}

/// How many votes have come to the other side.
std::size_t votes_in(Line& line) {
    std::size_t count = 0;
    while (const std::optional<net::Message> message = line.next()) {
        if (message->code != code::votes) continue;
        count += bsc::split_votes(message->payload, limits::known_votes).value().size();
    }
    return count;
}

/// A stage whose node stores and follows a chain, and relays votes.
struct Following : Stage {
    FakeChain whole = chain_of(80);
    FakeStore store{chain_of(60)};
    FakeHeads heads;

    Following() {
        host.provide<chain::ChainReader>(store).provide<chain::HeadTracker>(heads);
        host.set("relay-votes", "true");
        grow(60);
    }

    static FakeChain chain_of(std::uint64_t blocks) {
        ChainOptions options;
        options.transactions = 0;
        return FakeChain(options).extend(blocks);
    }

    /// The chain has come to that block, which is of now.
    void grow(std::uint64_t number) {
        std::vector<chain::StoredBlock> more;
        for (std::uint64_t i = store.head().number + 1; i <= number; ++i) {
            more.push_back(whole.block(i));
        }
        if (!more.empty()) (void)loop.run(store.append(more));
        chain::Head head = store.head();
        head.time =
            static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                           Clock::of(loop.executor()).wall().time_since_epoch())
                                           .count());
        heads.set_local_head(head, 0);
    }

    /// Votes of so many validators for the block, which may be told to have another number.
    Bytes votes_for(std::uint64_t block, std::uint8_t count, std::uint64_t number = 0) const {
        std::vector<bsc::Vote> votes;
        for (std::uint8_t i = 0; i < count; ++i) {
            bsc::Vote vote = make_vote(number == 0 ? block : number);
            vote.target_hash = whole.block(block).hash;
            vote.address.bytes[1] = i;
            votes.push_back(vote);
        }
        return bsc::encode_votes(votes);
    }
};

/// A stage with one handler.
struct Told : Stage {
    FakeVoteHandler handler;
    Told() { host.provide<bsc::VoteHandler>(handler); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(bsc_session)

BOOST_AUTO_TEST_CASE(both_versions_are_offered_as_dependent_capabilities_of_eth) {
    Stage stage;
    stage.connect();

    const auto capabilities = stage.host.every_published<net::Capability>();

    BOOST_TEST(capabilities.size() == 2U);
    BOOST_TEST(capabilities[0]->info().name == "bsc");
    BOOST_TEST(capabilities[0]->info().length == 2U);
    BOOST_TEST(capabilities[1]->info().length == 4U);
    BOOST_TEST(capabilities[1]->info().base == "eth");
    BOOST_TEST(capabilities[1]->info().max_message == 10U * 1024 * 1024);
}

BOOST_AUTO_TEST_CASE(the_cap_packet_goes_first_and_waits_for_nothing) {
    const boost::json::value published = vectors("bsc_protocol.json").at("cap_packet");
    Stage stage;
    for (const std::uint32_t version : {1U, 2U}) {
        Line& line = stage.connect(version);  // eth has not shaken hands, the other side is silent

        const std::optional<net::Message> first = line.next();

        BOOST_TEST_REQUIRE(first.has_value());
        BOOST_TEST(first->code == code::cap);
        BOOST_TEST(to_hex(first->payload) ==
                   to_hex(hex(published.at("bsc/" + std::to_string(version)))));
    }
}

BOOST_AUTO_TEST_CASE(their_cap_packet_is_ignored_even_if_it_makes_no_sense) {
    Stage stage;
    Line& line = stage.join();

    for (const char* text : {"c20200", "c20100", "", "ff", "c0"}) line.send(code::cap, hex(text));

    BOOST_TEST(!line.ended.has_value());
    BOOST_TEST(line.peer->events.empty());
}

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
}

BOOST_AUTO_TEST_CASE(a_peer_without_a_cap_packet_is_no_worse) {
    Told stage;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, 1));

    BOOST_TEST(stage.handler.votes.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_protocol_handle_is_there_once_eth_has_shaken_hands) {
    Stage stage;
    Line& line = stage.connect();
    BOOST_TEST(line.remote() == nullptr);

    line.base();

    BOOST_TEST_REQUIRE(line.remote() != nullptr);
    BOOST_TEST(line.remote()->version() == 2U);
}

BOOST_AUTO_TEST_CASE(a_peer_whose_eth_session_never_comes_is_let_go) {
    Stage stage;
    Line& line = stage.connect();

    stage.loop.advance(std::chrono::minutes{3});

    BOOST_TEST((line.ended == net::Reason::subprotocol_error));
}

BOOST_AUTO_TEST_CASE(the_protocol_handle_is_gone_when_the_session_ends) {
    Stage stage;
    Line& line = stage.join();
    const std::shared_ptr<bsc::Remote> remote = line.remote();

    line.send(7, {});  // a code that there is not

    BOOST_TEST((line.ended == net::Reason::subprotocol_error));
    BOOST_TEST(line.remote() == nullptr);
    BOOST_CHECK(stage.loop.run(remote->blocks_by_range({.count = 1})).error() == Errc::peer_gone);
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

    line.send(code::votes, votes_from(1, rate));
    line.send(code::votes, votes_from(10'000, 1));

    BOOST_TEST(stage.handler.votes.size() == rate);
    BOOST_TEST(stage.metric("plexus_bsc_messages_dropped_total") == 1);
    BOOST_TEST(line.reported(PeerEvent::sent_bad_data) == 0U);
    BOOST_TEST(!line.ended.has_value());
}

BOOST_AUTO_TEST_CASE(the_rate_is_counted_over_thirty_seconds) {
    Told stage;
    Line& line = stage.join();
    line.send(code::votes, votes_from(1, rate));

    stage.loop.advance(std::chrono::seconds{29});
    line.send(code::votes, votes_from(10'000, 1));
    stage.loop.advance(std::chrono::seconds{1});
    line.send(code::votes, votes_from(20'000, 1));

    BOOST_TEST(stage.handler.votes.size() == rate + 1);
    BOOST_TEST(stage.handler.votes.back().target_number == 20'000U);
}

BOOST_AUTO_TEST_CASE(a_whole_pool_at_the_beginning_costs_nothing_and_a_flood_does) {
    Told stage;
    Line& line = stage.join();

    line.send(code::votes, votes_from(1, limits::known_votes));
    line.send(code::votes, votes_from(10'000, rate));
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

    BOOST_TEST(line.remote()->send_votes(make_votes(1, rate)).has_value());
    BOOST_TEST(line.next().has_value());
    BOOST_TEST(line.remote()->send_votes(make_votes(10'000, 1)).has_value());

    BOOST_TEST(!line.next().has_value());
}

BOOST_AUTO_TEST_CASE(votes_are_not_relayed_unless_asked_for) {
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
    stage.loop.advance(std::chrono::seconds{1});

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

BOOST_AUTO_TEST_SUITE_END()
