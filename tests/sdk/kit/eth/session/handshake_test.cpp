#include <boost/test/unit_test.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::BaseEth;
using testing::LateEth;
using testing::Stage;

namespace {

struct Refusal {
    net::Reason reason{};
    std::vector<net::PeerEvent> events{};

    friend bool operator==(const Refusal&, const Refusal&) = default;
};

/// What becomes of a session whose other side begins with this Status.
Refusal refusal_of(const std::function<void(eth::Status&)>& spoil) {
    Stage stage;
    stage.begin<LateEth>();
    eth::Status status = stage.good_status();
    spoil(status);
    stage.send(eth::code::status, eth::status_v1.encode(status));
    BOOST_TEST_REQUIRE(stage.ended.has_value());
    BOOST_TEST((stage.remote() == nullptr));
    return {*stage.ended, stage.peer->events};
}

const Refusal incompatible{net::Reason::subprotocol_error, {net::PeerEvent::incompatible}};
const Refusal failed{net::Reason::subprotocol_error, {net::PeerEvent::handshake_failed}};

}  // namespace

BOOST_AUTO_TEST_SUITE(handshake)

BOOST_AUTO_TEST_CASE(our_status_goes_out_before_theirs_has_come) {
    Stage stage;
    stage.begin<LateEth>();

    const std::optional<net::Message> first = stage.next();

    BOOST_TEST_REQUIRE(first.has_value());
    BOOST_TEST(first->code == eth::code::status);
    const eth::Status status = eth::status_v1.decode(first->payload).value();
    BOOST_TEST(status.version == 68U);
    BOOST_TEST(status.network_id == stage.profile.network);
    BOOST_TEST((status.genesis == stage.profile.first.hash));
    BOOST_TEST((status.fork_id == stage.profile.fork));
}

BOOST_AUTO_TEST_CASE(our_status_tells_the_head_of_our_chain) {
    Stage stage;
    chain::Head head;
    head.hash = testing::numbered_hash(5);
    head.total_difficulty = 9;
    stage.heads.set_local_head(head, 0);
    stage.begin<LateEth>();

    const eth::Status status = eth::status_v1.decode(stage.next().value().payload).value();

    BOOST_TEST((status.head == head.hash));
    BOOST_TEST((status.total_difficulty == head.total_difficulty));
}

BOOST_AUTO_TEST_CASE(a_head_without_total_difficulty_is_told_where_status_has_none) {
    chain::Head head;
    head.number = 5;
    head.hash = testing::numbered_hash(5);
    Stage late;
    late.heads.set_local_head(head, 3);
    late.begin<LateEth>();
    Stage ranged;
    ranged.heads.set_local_head(head, 3);
    ranged.begin<testing::RangedEth>();

    const eth::Status to_late = eth::status_v1.decode(late.next().value().payload).value();
    const eth::Status to_ranged = eth::status_v2.decode(ranged.next().value().payload).value();

    BOOST_TEST((to_late.head == late.profile.first.hash));
    BOOST_TEST((to_late.total_difficulty == late.profile.first.total_difficulty));
    BOOST_TEST((to_ranged.head == head.hash));
    BOOST_TEST(to_ranged.earliest == 3U);
    BOOST_TEST(to_ranged.latest == 5U);
}

BOOST_AUTO_TEST_CASE(a_head_that_others_agree_on_is_not_told_as_ours) {
    Stage stage;
    stage.heads.now.source = chain::HeadSource::agreed;
    stage.heads.now.head.hash = testing::numbered_hash(5);
    stage.heads.now.head.total_difficulty = 9;
    stage.begin<LateEth>();

    const eth::Status status = eth::status_v1.decode(stage.next().value().payload).value();

    BOOST_TEST((status.head == stage.profile.first.hash));
    BOOST_TEST((status.total_difficulty == stage.profile.first.total_difficulty));
}

BOOST_AUTO_TEST_CASE(a_good_status_opens_the_remote) {
    Stage stage;
    stage.begin<LateEth>();
    BOOST_TEST((stage.remote() == nullptr));

    stage.shake_hands();

    BOOST_TEST(!stage.ended.has_value());
    BOOST_TEST(stage.remote()->version() == 68U);
    BOOST_TEST((stage.remote()->status().head == stage.profile.first.hash));
    BOOST_TEST(stage.peer->events.empty());
}

BOOST_AUTO_TEST_CASE(another_network_is_incompatible) {
    BOOST_TEST((refusal_of([](eth::Status& status) { ++status.network_id; }) == incompatible));
}

BOOST_AUTO_TEST_CASE(another_genesis_is_incompatible) {
    const auto spoil = [](eth::Status& status) { status.genesis.bytes[0] ^= 1; };
    BOOST_TEST((refusal_of(spoil) == incompatible));
}

BOOST_AUTO_TEST_CASE(a_version_that_was_not_agreed_is_incompatible) {
    BOOST_TEST((refusal_of([](eth::Status& status) { status.version = 67; }) == incompatible));
}

BOOST_AUTO_TEST_CASE(a_fork_id_that_the_profile_refuses_is_incompatible) {
    const auto spoil = [](eth::Status& status) { status.fork_id.hash.bytes[0] ^= 1; };
    BOOST_TEST((refusal_of(spoil) == incompatible));
}

BOOST_AUTO_TEST_CASE(a_total_difficulty_of_256_bits_is_refused) {
    const auto spoil = [](eth::Status& status) { status.total_difficulty = Uint256::max(); };
    BOOST_TEST((refusal_of(spoil) == failed));
}

BOOST_AUTO_TEST_CASE(a_silent_peer_is_left_after_five_seconds) {
    Stage stage;
    stage.begin<LateEth>();

    stage.loop.advance(4900ms);
    BOOST_TEST(!stage.ended.has_value());
    stage.loop.advance(200ms);

    BOOST_TEST((stage.ended == net::Reason::read_timeout));
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::handshake_failed}));
}

BOOST_AUTO_TEST_CASE(any_other_first_message_ends_the_session) {
    Stage stage;
    stage.begin<LateEth>();

    stage.send(eth::code::new_block, testing::new_block(1));

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::handshake_failed}));
}

BOOST_AUTO_TEST_CASE(a_status_that_is_no_status_ends_the_session) {
    Stage stage;
    stage.begin<LateEth>();

    stage.send(eth::code::status, Bytes{0xc0});

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
}

BOOST_AUTO_TEST_CASE(a_peer_that_goes_before_its_status_is_not_blamed) {
    Stage stage;
    stage.begin<LateEth>();

    stage.cut();

    BOOST_TEST(stage.ended.has_value());
    BOOST_TEST(stage.peer->events.empty());
}

BOOST_AUTO_TEST_CASE(a_second_status_is_a_breach) {
    Stage stage;
    stage.begin<LateEth>();
    stage.shake_hands();

    stage.send(eth::code::status, eth::status_v1.encode(stage.good_status()));

    BOOST_TEST((stage.ended == net::Reason::protocol_breach));
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::sent_garbage}));
    BOOST_TEST((stage.remote() == nullptr));
}

BOOST_AUTO_TEST_CASE(a_breach_is_named_to_the_pool_before_it_can_ban_for_it) {
    Stage stage;
    stage.begin<LateEth>();
    stage.shake_hands();

    stage.send(eth::code::status, eth::status_v1.encode(stage.good_status()));

    BOOST_TEST((stage.peer->reason == net::Reason::protocol_breach));
}

BOOST_AUTO_TEST_CASE(garbage_in_one_breath_with_the_status_ends_the_session_and_nothing_else) {
    for (std::uint64_t code = 1; code < 20; ++code) {
        Stage stage;
        stage.begin<BaseEth>();
        stage.queue(eth::code::status, eth::status_v1.encode(stage.good_status()));
        stage.queue(code, Bytes{0x01});
        stage.loop.settle();

        BOOST_TEST(stage.ended.has_value());
        BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::sent_garbage}));
    }
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// A session of a chain whose handshake has a step after Status.
struct OverriddenStage {
    OverriddenStage() {
        stage.host.provide<eth::ProtocolOverrides>(overrides);
        stage.begin<LateEth>();
    }

    testing::FakeOverrides overrides;
    Stage stage;

    void send_status() {
        stage.send(eth::code::status, eth::status_v1.encode(stage.good_status()));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(extra_step, OverriddenStage)

BOOST_AUTO_TEST_CASE(an_overrides_lengthens_the_capability) {
    BOOST_TEST(stage.plugin().info().length == 18U);
}

BOOST_AUTO_TEST_CASE(our_step_follows_their_status_and_theirs_opens_the_remote) {
    send_status();
    BOOST_TEST(stage.next().value().code == eth::code::status);
    const net::Message step = stage.next().value();
    BOOST_TEST(step.code == testing::FakeOverrides::step_code);
    BOOST_TEST((testing::copy_of(step.payload) == overrides.step.payload));
    BOOST_TEST((stage.remote() == nullptr));

    stage.send(testing::FakeOverrides::step_code, overrides.step.payload);

    BOOST_TEST((stage.remote() != nullptr));
}

BOOST_AUTO_TEST_CASE(a_peer_that_wants_no_transactions_is_sent_none) {
    send_status();
    stage.send(testing::FakeOverrides::step_code, Bytes{0xc2, 0xc1, 0x01});
    (void)stage.next();  // Status
    (void)stage.next();  // our step

    const std::vector<eth::RawTransaction> transactions{testing::make_transaction(1)};
    BOOST_TEST(!stage.remote()->lacks_transaction(transactions.front().hash));
    const auto whole = stage.remote()->send_transactions(eth::make_gossip(transactions));
    BOOST_TEST((whole.error() == Errc::refused));
    const auto hashes = stage.remote()->announce_transactions(testing::announce(transactions));
    BOOST_TEST((hashes.error() == Errc::refused));

    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(nothing_may_come_between_status_and_step) {
    send_status();
    stage.send(eth::code::new_block, testing::new_block(1));

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
    BOOST_TEST((stage.peer->events == std::vector{net::PeerEvent::handshake_failed}));
}

BOOST_AUTO_TEST_CASE(a_step_that_the_chain_refuses_ends_the_session) {
    send_status();
    stage.send(testing::FakeOverrides::step_code, Bytes{0xc1, 0xc0});

    BOOST_TEST((stage.ended == net::Reason::subprotocol_error));
}

BOOST_AUTO_TEST_CASE(a_peer_that_knows_no_step_is_left_after_five_seconds) {
    send_status();
    stage.loop.advance(5100ms);

    BOOST_TEST((stage.ended == net::Reason::read_timeout));
}

BOOST_AUTO_TEST_CASE(a_second_step_is_a_breach) {
    send_status();
    stage.send(testing::FakeOverrides::step_code, overrides.step.payload);
    stage.send(testing::FakeOverrides::step_code, overrides.step.payload);

    BOOST_TEST((stage.ended == net::Reason::protocol_breach));
}

BOOST_AUTO_TEST_SUITE_END()
