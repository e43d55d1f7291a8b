#include <boost/test/unit_test.hpp>

#include <test_host/test_host.hpp>

#include <plugins/heads/head_quorum.hpp>

#include "crowd.hpp"

using namespace plexus;
using namespace std::chrono_literals;

namespace {

struct Meeting : testing::Crowd {
    testing::TestHost host{loop.executor(), "heads"};
    heads::HeadQuorum quorum{pool, host.runtime(), 3};

    std::optional<heads::Agreement> meet() { return loop.run(quorum.meet()); }
    std::uint64_t present() {
        const auto now = loop.clock().wall().time_since_epoch();
        return static_cast<std::uint64_t>(
            std::chrono::duration_cast<std::chrono::seconds>(now).count());
    }
};

bool has_event(const testing::FakePeer& peer, net::PeerEvent event) {
    return std::ranges::find(peer.events, event) != peer.events.end();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(quorum, Meeting)

BOOST_AUTO_TEST_CASE(peers_with_one_head_agree_on_it) {
    const Hash256 head = block(100, 0, 1234);
    for (int i = 0; i < 3; ++i) add({head});

    const std::optional<heads::Agreement> agreement = meet();

    BOOST_REQUIRE(agreement.has_value());
    BOOST_TEST((agreement->head.hash == head));
    BOOST_TEST(agreement->head.number == 100U);
    BOOST_TEST(agreement->head.time == 1234U);
    BOOST_TEST((agreement->head.total_difficulty == 0));
    BOOST_TEST(agreement->peers == 3U);
    BOOST_TEST(requests() == 3U);
}

BOOST_AUTO_TEST_CASE(fewer_peers_than_the_quorum_agree_on_nothing_and_get_no_requests) {
    const Hash256 head = block(100);
    add({head});
    add({head});

    BOOST_TEST(!meet().has_value());
    BOOST_TEST(requests() == 0U);
}

BOOST_AUTO_TEST_CASE(of_different_heads_the_best_that_enough_have_is_taken) {
    const Hash256 first = block(100);
    const Hash256 second = block(101);
    const Hash256 third = block(102);
    add({first});
    add({first, second});
    add({first, second, third});
    add({first, second, third});

    const std::optional<heads::Agreement> agreement = meet();

    BOOST_REQUIRE(agreement.has_value());
    BOOST_TEST((agreement->head.hash == second));
    BOOST_TEST(agreement->peers == 3U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_has_more_than_it_has_said_counts) {
    const Hash256 old = block(10);
    const Hash256 recent = block(100);
    add({recent, old});  // its Status is of an hour ago
    add({recent, old});
    add({recent});

    BOOST_TEST((meet().value().head.hash == recent));
}

BOOST_AUTO_TEST_CASE(a_few_false_claims_do_not_raise_it) {
    const Hash256 honest = block(100);
    const Hash256 forged = block(1'000'000, 66);
    for (int i = 0; i < 3; ++i) add({honest});
    add({honest, forged});
    add({honest, forged});

    BOOST_TEST((meet().value().head.hash == honest));
}

BOOST_AUTO_TEST_CASE(many_different_false_claims_do_not_lower_it) {
    const Hash256 honest = block(100);
    for (int i = 0; i < 3; ++i) add({honest});
    for (std::uint8_t i = 0; i < 13; ++i) add({block(1'000'000U + i, i)});

    BOOST_TEST((meet().value().head.hash == honest));
    BOOST_TEST(requests() <= heads::HeadQuorum::max_requested * heads::HeadQuorum::max_requested);
}

BOOST_AUTO_TEST_CASE(a_few_that_have_invented_a_head_together_do_not_raise_it) {
    const Hash256 honest = block(100);
    for (int i = 0; i < 5; ++i) add({block(1'000'000, 66)});
    for (int i = 0; i < 6; ++i) add({honest});

    BOOST_TEST((meet().value().head.hash == honest));
}

BOOST_AUTO_TEST_CASE(of_many_peers_some_get_requests) {
    for (int i = 0; i < 50; ++i) add({block(100)});

    BOOST_TEST(meet().value().peers == heads::HeadQuorum::max_requested);
    BOOST_TEST(requests() == heads::HeadQuorum::max_requested);
}

BOOST_AUTO_TEST_CASE(peers_that_are_behind_do_not_hold_it_down) {
    const Hash256 honest = block(100);
    for (std::uint8_t i = 0; i < 9; ++i) add({block(i, i)});
    for (int i = 0; i < 3; ++i) add({honest});

    BOOST_TEST((meet().value().head.hash == honest));
}

BOOST_AUTO_TEST_CASE(another_header_than_the_requested_one_costs_its_sender) {
    const Hash256 honest = block(100);
    for (int i = 0; i < 3; ++i) add({honest});
    testing::FakeRemote& liar = add({block(200)});
    liar.on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
        eth::Header other;
        other.number = 200;
        const SharedBytes raw{eth::encode_header(other)};
        chain::RawItems items(1, raw);
        co_return items;
    };

    BOOST_TEST((meet().value().head.hash == honest));
    BOOST_TEST(has_event(*peers.back(), net::PeerEvent::sent_bad_data));
    BOOST_TEST(!has_event(*peers.front(), net::PeerEvent::sent_bad_data));
}

BOOST_AUTO_TEST_CASE(what_is_no_header_costs_its_sender) {
    const Hash256 honest = block(100);
    for (int i = 0; i < 3; ++i) add({honest});
    add({honest}).on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
        const SharedBytes garbage{Bytes{0xc1, 0x80}};
        chain::RawItems items(1, garbage);
        co_return items;
    };

    BOOST_TEST(meet().value().peers == 3U);
    BOOST_TEST(has_event(*peers.back(), net::PeerEvent::sent_bad_data));
}

BOOST_AUTO_TEST_CASE(a_block_of_the_future_is_not_agreed_on) {
    const Hash256 honest = block(100, 0, present() + 15);
    const Hash256 early = block(101, 0, present() + 16);
    for (int i = 0; i < 3; ++i) add({honest, early});
    for (int i = 0; i < 3; ++i) add({honest});

    BOOST_TEST((meet().value().head.hash == honest));
}

BOOST_AUTO_TEST_CASE(a_clock_is_slow_if_most_heads_are_of_the_future) {
    const std::uint64_t time = present();
    for (std::uint64_t i = 0; i < 3; ++i) add({block(100, 0, time + 3600 + i)});
    add({block(99, 0, time)});
    add({block(98, 0, time)});

    BOOST_TEST(!meet().has_value());

    BOOST_REQUIRE(quorum.slow_clock().has_value());
    BOOST_TEST(quorum.slow_clock()->behind.count() == 3601);
    BOOST_TEST(quorum.slow_clock()->peers == 3U);
}

BOOST_AUTO_TEST_CASE(peers_that_are_fewer_than_the_others_say_nothing_of_the_clock) {
    const std::uint64_t time = present();
    for (int i = 0; i < 3; ++i) add({block(100, 0, time + 3600)});
    for (int i = 0; i < 3; ++i) add({block(99, 0, time)});

    BOOST_TEST(meet().has_value());
    BOOST_TEST(!quorum.slow_clock().has_value());
}

BOOST_AUTO_TEST_CASE(fewer_peers_than_the_quorum_say_nothing_of_the_clock) {
    const std::uint64_t time = present();
    add({block(100, 0, time + 3600)});
    add({block(100, 0, ~std::uint64_t{0})});
    add({block(99, 0, time)});

    BOOST_TEST(!meet().has_value());
    BOOST_TEST(!quorum.slow_clock().has_value());
}

BOOST_AUTO_TEST_CASE(a_silent_peer_is_waited_for_only_so_long) {
    const Hash256 honest = block(100);
    for (int i = 0; i < 3; ++i) add({honest});
    add({honest}).on_headers = [](chain::HeaderQuery) -> awaitable<Result<chain::RawItems>> {
        co_await sleep_for(1h);
        co_return chain::RawItems{};
    };

    BOOST_TEST((meet().value().head.hash == honest));
    BOOST_TEST((loop.elapsed() <= 20s));
}

BOOST_AUTO_TEST_SUITE_END()
