#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/block_range.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using testing::LateEth;
using testing::RangedEth;
using testing::Stage;

namespace {

/// A node that holds blocks 0 to 1000, in a session after its handshake.
struct Ranged {
    Ranged() {
        hold(1000);
        stage.begin<RangedEth>();
        stage.shake_hands();
    }

    Stage stage;

    void hold(std::uint64_t number, std::uint64_t earliest = 0) {
        chain::Head head;
        head.number = number;
        head.hash.bytes.fill(0x44);
        stage.heads.set_local_head(head, earliest);
        stage.loop.settle();
    }
    std::optional<eth::BlockRange> told() {
        const std::optional<net::Message> message = stage.next();
        if (!message) return std::nullopt;
        BOOST_TEST_REQUIRE(message->code == eth::code::block_range_update);
        return eth::decode_block_range_update(message->payload).value();
    }
    std::uint64_t told_latest() {
        const auto range = told();
        return range ? range->latest : 0;
    }
    void update(std::uint64_t earliest, std::uint64_t latest) {
        eth::BlockRange range;
        range.earliest = earliest;
        range.latest = latest;
        range.latest_hash.bytes.fill(0x55);
        stage.send(eth::code::block_range_update, eth::encode_block_range_update(range));
    }
    bool ended_as_garbage() const {
        return stage.ended == net::Reason::subprotocol_error &&
               stage.peer->events == std::vector{net::PeerEvent::sent_garbage};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(our_range, Ranged)

BOOST_AUTO_TEST_CASE(the_peer_hears_of_every_thirty_second_block) {
    hold(1031);
    BOOST_TEST(!told().has_value());

    hold(1032);

    BOOST_TEST(told_latest() == 1032U);
    BOOST_TEST(!told().has_value());
}

BOOST_AUTO_TEST_CASE(a_head_that_runs_is_told_of_every_twelve_seconds) {
    for (std::uint64_t number = 1100; number <= 2000; number += 100) hold(number);
    BOOST_TEST(told_latest() == 1100U);
    BOOST_TEST(!told().has_value());

    stage.loop.advance(12s);

    BOOST_TEST(told_latest() == 2000U);
    stage.loop.advance(1min);
    BOOST_TEST(!told().has_value());
}

BOOST_AUTO_TEST_CASE(a_range_that_begins_later_is_told_of_at_once) {
    hold(1001, 500);

    BOOST_TEST(told()->earliest == 500U);
}

BOOST_AUTO_TEST_CASE(a_head_that_goes_back_is_told_of_at_once) {
    hold(999);

    BOOST_TEST(told_latest() == 999U);
}

BOOST_AUTO_TEST_CASE(after_the_session_a_head_that_moves_does_no_harm) {
    stage.cut();
    hold(5000);

    BOOST_TEST(stage.ended.has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(our_range_without)

BOOST_AUTO_TEST_CASE(a_node_without_a_chain_tells_the_genesis_block) {
    Stage stage;
    stage.heads.now.source = chain::HeadSource::agreed;
    stage.heads.now.head.number = 1000;
    stage.heads.now.earliest = 900;
    stage.begin<RangedEth>();

    const eth::Status status = stage.codec().decode(stage.next().value().payload).value();

    BOOST_TEST((status.head == stage.profile.first.hash));
    BOOST_TEST(status.earliest == 0U);
    BOOST_TEST(status.latest == 0U);
}

BOOST_AUTO_TEST_CASE(a_version_without_the_message_is_sent_none) {
    Stage stage;
    stage.begin<LateEth>();
    stage.shake_hands();
    chain::Head head;
    head.number = 5000;
    stage.heads.set_local_head(head, 0);

    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(their_range, Ranged)

BOOST_AUTO_TEST_CASE(an_update_renews_their_status) {
    update(7, 4000);

    const eth::Status status = stage.remote()->status();
    BOOST_TEST(status.earliest == 7U);
    BOOST_TEST(status.latest == 4000U);
    BOOST_TEST(unsigned{status.head.bytes[0]} == 0x55U);
    BOOST_TEST(stage.peer->events.empty());
}

BOOST_AUTO_TEST_CASE(who_tells_no_total_difficulty_is_sent_no_blocks) {
    const std::shared_ptr<eth::Remote> remote = stage.remote();
    eth::NewBlock block;
    block.block = testing::make_block(7);

    BOOST_TEST(!remote->lacks_block(block.block.hash));
    BOOST_TEST((remote->announce_blocks(testing::announce(7)).error() == Errc::unsupported));
    BOOST_TEST(
        (remote->send_block(eth::make_gossip(std::move(block))).error() == Errc::unsupported));
    BOOST_TEST(!stage.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_far_behind_is_kept) {
    update(0, 0);

    BOOST_TEST(!stage.ended.has_value());
    BOOST_TEST(stage.remote()->status().latest == 0U);
}

BOOST_AUTO_TEST_CASE(an_update_that_ends_before_it_begins_ends_the_session) {
    update(8, 7);

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_CASE(an_update_that_is_none_ends_the_session) {
    stage.send(eth::code::block_range_update, Bytes{0xc2, 0x80, 0x80});

    BOOST_TEST(ended_as_garbage());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

/// How a session ends whose other side says this right after the handshake.
template <class Version>
std::optional<net::Reason> end_after(std::uint64_t code) {
    Stage stage;
    stage.begin<Version>();
    stage.shake_hands();
    stage.send(code, Bytes{0xc2, 0x01, 0xc0});
    return stage.ended;
}

/// Whether a Status with that range is let in.
bool admits(std::uint64_t earliest, std::uint64_t latest, bool with_hash = true) {
    Stage stage;
    stage.begin<RangedEth>();
    eth::Status status = stage.good_status();
    status.earliest = earliest;
    status.latest = latest;
    if (!with_hash) status.head = {};
    stage.send(eth::code::status, stage.codec().encode(status));
    const bool admitted = stage.remote() != nullptr;
    const std::vector refused{net::PeerEvent::handshake_failed};
    BOOST_TEST((admitted ? stage.peer->events.empty() : stage.peer->events == refused));
    return admitted;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(ranged_versions)

BOOST_AUTO_TEST_CASE(a_code_of_an_earlier_version_is_a_breach) {
    BOOST_TEST((end_after<RangedEth>(eth::code::get_node_data) == net::Reason::protocol_breach));
    BOOST_TEST((end_after<RangedEth>(eth::code::node_data) == net::Reason::protocol_breach));
}

BOOST_AUTO_TEST_CASE(a_code_of_a_later_version_is_a_breach) {
    const std::uint64_t code = eth::code::block_range_update;
    BOOST_TEST((end_after<LateEth>(code) == net::Reason::protocol_breach));
}

BOOST_AUTO_TEST_CASE(a_status_with_a_range_that_cannot_be_is_refused) {
    BOOST_TEST(admits(3, 3));
    BOOST_TEST(!admits(4, 3));
    BOOST_TEST(!admits(3, 4, false));
}

BOOST_AUTO_TEST_CASE(a_node_that_is_still_syncing_is_let_in) { BOOST_TEST(admits(0, 0)); }

BOOST_AUTO_TEST_SUITE_END()
