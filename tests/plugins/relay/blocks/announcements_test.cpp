#include <boost/test/unit_test.hpp>

#include <tests/plugins/relay/stage.hpp>

using namespace plexus;
using namespace std::chrono_literals;
using eth::ValidationResult;
using testing::announcement_of;
using testing::real_block;
using testing::RelayStage;

namespace {

struct Announced : RelayStage {
    Announced() { stand_at(100); }

    /// A peer that never responds.
    JoinedPeer& join_silent() {
        auto remote = testing::honest_peer(testing::main_chain(), 100);
        remote->on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
            co_await sleep_for(1h);
            co_return chain::RawItems{};
        };
        return join(std::move(remote));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(announced_blocks, Announced)

BOOST_AUTO_TEST_CASE(an_announced_block_is_fetched_and_passed_on) {
    JoinedPeer& connection = join(105);
    const eth::RawBlock block = real_block(101);

    BOOST_TEST((announce(connection, {announcement_of(block)}) == ValidationResult::ignore));
    loop.advance(1s);

    BOOST_TEST(tells(block.hash));
    BOOST_TEST(sent_to(block.hash) + announced_to(block.hash) == 4U);
    BOOST_TEST((announce(connection, {announcement_of(block)}) == ValidationResult::duplicate));
}

BOOST_AUTO_TEST_CASE(a_block_that_comes_whole_in_the_meantime_is_not_fetched) {
    JoinedPeer& connection = join(105);
    connection.remote->header_requests = 0;
    announce(connection, {announcement_of(real_block(101))});
    send(pending[0], 101);
    loop.advance(5s);

    BOOST_TEST(connection.remote->header_requests == 0U);
}

BOOST_AUTO_TEST_CASE(it_is_requested_from_the_next_peer_when_one_does_not_respond) {
    JoinedPeer& silent = join_silent();
    JoinedPeer& connection = join(105);
    const eth::RawBlock block = real_block(101);
    announce(silent, {announcement_of(block)});
    announce(connection, {announcement_of(block)});

    loop.advance(4s);
    BOOST_TEST(!tells(block.hash));
    BOOST_TEST(connection.remote->header_requests == 0U);

    loop.advance(3s);
    BOOST_TEST(tells(block.hash));
}

BOOST_AUTO_TEST_CASE(
    a_peer_that_sends_another_block_is_reported_and_the_next_one_gets_the_request) {
    auto remote = testing::honest_peer(testing::main_chain(), 105);
    remote->on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
        chain::RawItems items(1, real_block(102).header);
        co_return items;
    };
    JoinedPeer& liar = join(std::move(remote));
    JoinedPeer& connection = join(105);
    announce(liar, {announcement_of(real_block(101))});
    announce(connection, {announcement_of(real_block(101))});
    loop.advance(2s);

    BOOST_TEST(testing::has_event(*liar.peer, net::PeerEvent::sent_bad_data));
    BOOST_TEST(tells(real_block(101).hash));
}

BOOST_AUTO_TEST_CASE(a_body_of_another_block_is_reported_and_the_next_peer_gets_the_request) {
    auto remote = testing::honest_peer(testing::main_chain(), 105);
    remote->on_bodies = [](std::vector<Hash256>) -> awaitable<Result<chain::RawItems>> {
        chain::RawItems items(1, testing::main_chain().block(102).body);
        co_return items;
    };
    JoinedPeer& liar = join(std::move(remote));
    JoinedPeer& connection = join(105);
    announce(liar, {announcement_of(real_block(101))});
    announce(connection, {announcement_of(real_block(101))});
    loop.advance(2s);

    BOOST_TEST(testing::has_event(*liar.peer, net::PeerEvent::sent_bad_data));
    BOOST_TEST(tells(real_block(101).hash));
}

BOOST_AUTO_TEST_CASE(blocks_outside_the_window_are_not_requested) {
    JoinedPeer& connection = join(1000);
    connection.remote->header_requests = 0;
    std::vector<eth::BlockAnnouncement> far(1, announcement_of(real_block(133)));
    far.push_back(announcement_of(real_block(88)));
    far.push_back({real_block(132).hash, ~0UL});
    announce(connection, far);
    loop.advance(10s);

    BOOST_TEST(connection.remote->header_requests == 0U);
}

BOOST_AUTO_TEST_CASE(a_flood_of_what_does_not_exist_hinders_nobody) {
    JoinedPeer& flooder = join_silent();
    std::vector<eth::BlockAnnouncement> flood;
    for (std::uint64_t i = 0; i < 4096; ++i) {
        eth::BlockAnnouncement made_up;
        made_up.number = 101;
        made_up.hash.bytes[0] = static_cast<std::uint8_t>(i);
        made_up.hash.bytes[1] = static_cast<std::uint8_t>(i >> 8U);
        flood.push_back(made_up);
    }
    announce(flooder, flood);
    JoinedPeer& connection = join(105);
    announce(connection, {announcement_of(real_block(101))});
    loop.advance(1s);

    BOOST_TEST(tells(real_block(101).hash));
    loop.advance(1h);
    BOOST_TEST(flooder.remote->header_requests <= 256U);  // bsc's bound for one peer
}

BOOST_AUTO_TEST_CASE(what_many_peers_made_up_hinders_nobody) {
    for (std::uint8_t liar = 0; liar < 10; ++liar) {
        std::vector<eth::BlockAnnouncement> flood;
        for (std::uint64_t i = 0; i < 256; ++i) {
            eth::BlockAnnouncement made_up;
            made_up.number = 101;
            made_up.hash.bytes[0] = static_cast<std::uint8_t>(i);
            made_up.hash.bytes[1] = liar;
            flood.push_back(made_up);
        }
        announce(join_silent(), flood);
    }
    JoinedPeer& connection = join(105);
    announce(connection, {announcement_of(real_block(101))});
    loop.advance(1s);

    BOOST_TEST(tells(real_block(101).hash));
}

BOOST_AUTO_TEST_CASE(the_ancestors_of_a_block_are_fetched) {
    JoinedPeer& connection = join(110);
    BOOST_TEST((send(connection, 105) == ValidationResult::ignore));
    BOOST_TEST(sent_to(real_block(105).hash) == 0U);
    loop.advance(5s);

    BOOST_TEST(tells(real_block(105).hash));
    for (std::uint64_t number = 101; number <= 105; ++number) {
        BOOST_TEST(serves(real_block(number).hash));
    }
    BOOST_TEST((told().head.total_difficulty == testing::real_total(105)));
}

BOOST_AUTO_TEST_SUITE_END()
