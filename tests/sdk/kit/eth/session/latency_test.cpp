#include <boost/test/unit_test.hpp>

#include <kit/eth/messages/response.hpp>
#include <kit/eth/session/latency.hpp>

#include "stage.hpp"

using namespace plexus;
using namespace std::chrono_literals;
using eth::Latency;
using testing::LateEth;
using testing::Stage;

BOOST_AUTO_TEST_SUITE(latency)

BOOST_AUTO_TEST_CASE(before_the_first_response_the_deadline_is_the_longest) {
    const Latency unmeasured(30s);

    BOOST_TEST((unmeasured.deadline() == 30s));
    BOOST_TEST((unmeasured.mean() == 0s));
}

BOOST_AUTO_TEST_CASE(the_first_response_counts_three_times) {
    Latency measured(30s);
    measured.responded(4s);

    BOOST_TEST((measured.mean() == 4s));
    BOOST_TEST((measured.deadline() == 12s));  // RFC 6298, 2.2: R + 4 * R/2
}

BOOST_AUTO_TEST_CASE(later_responses_are_smoothed) {
    Latency measured(30s);
    measured.responded(4s);
    measured.responded(8s);

    BOOST_TEST((measured.last() == 8s));
    BOOST_TEST((measured.mean() == 4500ms));
    BOOST_TEST((measured.deadline() == 4500ms + 4 * 2500ms));
}

BOOST_AUTO_TEST_CASE(a_quick_peer_has_five_seconds_all_the_same) {
    Latency measured(30s);
    for (int i = 0; i < 100; ++i) measured.responded(1ms);

    BOOST_TEST((measured.deadline() == Latency::floor));
    BOOST_TEST((measured.mean() == 1ms));
}

BOOST_AUTO_TEST_CASE(no_deadline_is_longer_than_the_ceiling) {
    Latency measured(30s);
    for (int i = 0; i < 10; ++i) measured.responded(29s);
    BOOST_TEST((measured.deadline() == 30s));

    Latency hasty(2s);
    hasty.responded(1ms);
    BOOST_TEST((hasty.deadline() == 2s));
}

BOOST_AUTO_TEST_CASE(each_timeout_doubles_the_deadline_until_a_response_comes) {
    Latency measured(30s);
    measured.responded(1ms);
    measured.timed_out();
    BOOST_TEST((measured.deadline() == 10s));
    measured.timed_out();
    measured.timed_out();
    BOOST_TEST((measured.deadline() == 30s));

    measured.responded(1ms);

    BOOST_TEST((measured.deadline() == Latency::floor));
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct Measured {
    Measured() {
        stage.begin<LateEth>();
        stage.shake_hands();
    }

    Stage stage;

    auto begin_request() {
        chain::HeaderQuery query;
        query.amount = 1;
        return stage.later(stage.remote()->headers(query));
    }
    /// A request whose response comes after that time.
    void exchange(Duration after) {
        const auto outcome = begin_request();
        const std::uint64_t id = stage.next_request(eth::code::get_block_headers);
        stage.loop.advance(after);
        stage.send(eth::code::block_headers, eth::encode_response(id, {}));
        BOOST_TEST_REQUIRE(outcome->has_value());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(deadlines, Measured)

BOOST_AUTO_TEST_CASE(a_peer_that_was_quick_is_given_up_early) {
    exchange(200ms);
    const auto outcome = begin_request();
    stage.loop.advance(4900ms);
    BOOST_TEST(!outcome->has_value());
    stage.loop.advance(200ms);

    BOOST_TEST_REQUIRE(outcome->has_value());
    BOOST_TEST((outcome->value().error() == Errc::timed_out));
    BOOST_TEST((stage.remote()->stats().deadline == 10s));
}

BOOST_AUTO_TEST_CASE(a_peer_that_was_slow_is_waited_for) {
    exchange(4s);
    const auto outcome = begin_request();
    stage.loop.advance(11s);
    BOOST_TEST(!outcome->has_value());
    stage.loop.advance(2s);

    BOOST_TEST(outcome->has_value());
}

BOOST_AUTO_TEST_CASE(what_passes_is_counted) {
    BOOST_TEST((stage.remote()->stats().deadline == 30s));
    exchange(100ms);
    exchange(100ms);
    const auto silence = begin_request();
    stage.loop.advance(6s);
    stage.send(eth::code::get_block_headers, Bytes{0xc6, 0x01, 0xc4, 0x80, 0x01, 0x80, 0x80});

    const net::ProtocolStats stats = stage.remote()->stats();
    BOOST_TEST(stats.requested == 3U);
    BOOST_TEST(stats.responded == 2U);
    BOOST_TEST(stats.timed_out == 1U);
    BOOST_TEST(stats.refused == 0U);
    BOOST_TEST(stats.served == 1U);
    BOOST_TEST((stats.last_latency == 100ms));
    BOOST_TEST((stats.mean_latency == 100ms));
}

BOOST_AUTO_TEST_CASE(a_response_that_breaks_the_rules_is_counted_as_such) {
    const std::shared_ptr<eth::Remote> remote = stage.remote();
    const auto outcome = begin_request();
    const std::uint64_t id = stage.next_request(eth::code::get_block_headers);
    const chain::RawItems two{testing::make_header(1), testing::make_header(2)};
    stage.send(eth::code::block_headers, eth::encode_response(id, two));

    BOOST_TEST(remote->stats().refused == 1U);
    BOOST_TEST(remote->stats().responded == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
