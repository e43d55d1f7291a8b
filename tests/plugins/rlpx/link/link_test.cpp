#include <tests/plugins/rlpx/loopback.hpp>

using namespace plexus;
using namespace plexus::tests;

namespace rlpx_link {
namespace {

struct Fixture {
    RealLoop loop;
    TestNode alice{loop, 1};
    TestNode bob{loop, 2};
};

Bytes bytes_of_size(std::size_t size) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(i * i >> 7);
    return bytes;
}

awaitable<void> receive_some(net::Link& link, std::size_t count, Received& received) {
    while (received.messages.size() < count) {
        Result<net::Message> message = co_await link.receive(any_size);
        received.messages.push_back(std::move(message).value());
    }
}

awaitable<void> close(net::Link& link, net::Reason reason) { co_await link.close(reason); }

bool holds(const net::Message& message, std::uint64_t code, const Bytes& payload) {
    const BytesView view = message.payload;
    return message.code == code &&
           std::equal(view.begin(), view.end(), payload.begin(), payload.end());
}

void exchange_sizes(RealLoop& loop, net::Link& left, net::Link& right) {
    for (const std::size_t size : {1U, 100U, 65536U, 1048576U, 16777216U - 17U}) {
        const Bytes payload = bytes_of_size(size);
        Received at_left;
        Received at_right;
        left.post(net::make_message(3, payload), 16, net::Priority::control).value();
        right.post(net::make_message(0, payload), 32, net::Priority::gossip).value();

        loop.run(receive_some(left, 1, at_left), receive_some(right, 1, at_right));

        BOOST_TEST(holds(at_left.messages[0], 32, payload));
        BOOST_TEST(holds(at_right.messages[0], 19, payload));
    }
}

}  // namespace
}  // namespace rlpx_link

BOOST_FIXTURE_TEST_SUITE(rlpx_link, Fixture)

BOOST_AUTO_TEST_CASE(messages_of_all_sizes_go_both_ways) {
    const LinkPair links = connect(loop, alice, bob);
    exchange_sizes(loop, *links.dialled, *links.accepted);
}

BOOST_AUTO_TEST_CASE(with_a_version_below_five_nothing_is_compressed) {
    net::Hello old = test_hello();
    old.p2p_version = 4;
    const LinkPair links = connect(loop, alice, bob, old);

    exchange_sizes(loop, *links.dialled, *links.accepted);

    BOOST_TEST(links.dialled->stats().bytes_out > 16777216U);
}

BOOST_AUTO_TEST_CASE(many_small_messages_keep_their_order) {
    const LinkPair links = connect(loop, alice, bob);
    Received received;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        const Bytes payload{static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
        links.dialled->post(net::make_message(0, payload), 16, net::Priority::control).value();
    }

    loop.run(receive_some(*links.accepted, 5000, received));

    for (std::uint32_t i = 0; i < 5000; ++i) {
        const Bytes payload{static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)};
        BOOST_TEST_REQUIRE(holds(received.messages[i], 16, payload));
    }
    BOOST_TEST(links.dialled->stats().messages_out == 5000U);
    BOOST_TEST(links.accepted->stats().messages_in == 5000U);
    BOOST_TEST(links.accepted->stats().bytes_in == links.dialled->stats().bytes_out);
    BOOST_TEST(links.dialled->queued_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(one_message_goes_to_several_links_and_is_compressed_once) {
    const LinkPair first = connect(loop, alice, bob);
    const LinkPair second = connect(loop, alice, bob);
    const Bytes payload = bytes_of_size(1000);
    const net::SharedMessage message = net::make_message(1, payload);
    Received at_first;
    Received at_second;

    first.dialled->post(message, 16, net::Priority::control).value();
    second.dialled->post(message, 20, net::Priority::control).value();
    loop.run(receive_some(*first.accepted, 1, at_first),
             receive_some(*second.accepted, 1, at_second));

    BOOST_TEST(holds(at_first.messages[0], 17, payload));
    BOOST_TEST(holds(at_second.messages[0], 21, payload));
}

BOOST_AUTO_TEST_CASE(closing_sends_what_is_queued_and_then_the_reason) {
    const LinkPair links = connect(loop, alice, bob);
    Received received;
    for (int i = 0; i < 10; ++i) {
        links.dialled->post(net::make_message(0, Bytes(1000)), 16, net::Priority::control).value();
    }

    loop.run(receive_all(*links.accepted, received),
             close(*links.dialled, net::Reason::client_quitting));

    BOOST_TEST(received.messages.size() == 10U);
    BOOST_TEST((received.error == Errc::peer_gone));
    BOOST_TEST((links.accepted->disconnect_reason() == net::Reason::client_quitting));
    BOOST_TEST((links.dialled->disconnect_reason() == std::nullopt));
}

BOOST_AUTO_TEST_CASE(closing_ends_a_receive_that_waits_and_all_later_calls) {
    const LinkPair links = connect(loop, alice, bob);
    Received ours;
    Received theirs;

    loop.run(receive_all(*links.dialled, ours), receive_all(*links.accepted, theirs),
             close(*links.dialled, net::Reason::requested));
    loop.run(close(*links.dialled, net::Reason::requested));

    BOOST_TEST((ours.error == Errc::closed));
    const auto late =
        links.dialled->post(net::make_message(0, Bytes(1)), 16, net::Priority::control);
    BOOST_TEST((late.error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(closing_waits_no_longer_than_its_deadline_for_a_remote_that_stays) {
    rlpx::Deadlines deadlines;
    deadlines.disconnect = 50ms;
    TestNode carol(loop, 3, deadlines);
    const LinkPair links = connect(loop, carol, bob);

    loop.run(close(*links.dialled, net::Reason::requested));  // nobody reads on the other side

    Received received;
    loop.run(receive_all(*links.dialled, received));
    BOOST_TEST((received.error == Errc::closed));
}

BOOST_AUTO_TEST_CASE(a_dropped_link_ends_the_other_side_without_a_word) {
    LinkPair links = connect(loop, alice, bob);
    Received received;

    links.dialled.reset();
    loop.run(receive_all(*links.accepted, received));

    BOOST_TEST((received.error == asio::error::eof));
    BOOST_TEST((links.accepted->disconnect_reason() == std::nullopt));
    BOOST_TEST(alice.metrics.value("plexus_rlpx_links") == 0);
}

BOOST_AUTO_TEST_CASE(a_cancelled_receive_can_be_repeated) {
    const LinkPair links = connect(loop, alice, bob);
    Received received;
    const auto give_up = [&]() -> awaitable<void> {
        auto receiving = links.accepted->receive(any_size);
        const auto early = co_await within(10ms, std::move(receiving));
        BOOST_TEST((early.error() == Errc::timed_out));
    };
    loop.run(give_up());
    links.dialled->post(net::make_message(0, Bytes(1000)), 16, net::Priority::control).value();

    loop.run(receive_some(*links.accepted, 1, received));

    BOOST_TEST(received.messages.size() == 1U);
}

BOOST_AUTO_TEST_CASE(pings_get_pongs_and_are_measured) {
    rlpx::Deadlines deadlines;
    deadlines.ping_interval = 5ms;
    TestNode carol(loop, 3, deadlines);
    const LinkPair links = connect(loop, carol, bob);
    const auto listen = [](net::Link& link) -> awaitable<void> {
        while (link.stats().latency == 0ms) {
            auto receiving = link.receive(any_size);
            co_await within(20ms, std::move(receiving));
        }
    };
    Received received;

    const auto measure = [&]() -> awaitable<void> {
        co_await listen(*links.dialled);
        co_await links.dialled->close(net::Reason::requested);
    };
    loop.run(measure(), receive_all(*links.accepted, received));

    BOOST_TEST(links.dialled->stats().latency.count() > 0);
    BOOST_TEST((received.error == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(pings_keep_an_idle_link_alive) {
    rlpx::Deadlines deadlines;
    deadlines.ping_interval = 20ms;
    deadlines.frame_read = 1s;
    TestNode carol(loop, 3, deadlines);
    TestNode dave(loop, 4, deadlines);
    const LinkPair links = connect(loop, carol, dave);
    Received at_carol;
    Received at_dave;
    const auto end_later = [&]() -> awaitable<void> {
        co_await sleep_for(1500ms);
        co_await links.dialled->close(net::Reason::requested);
    };

    loop.run(receive_all(*links.dialled, at_carol), receive_all(*links.accepted, at_dave),
             end_later());

    BOOST_TEST((at_dave.error == Errc::peer_gone));
    BOOST_TEST(carol.metrics.value("plexus_rlpx_link_failures_total", {{"reason", "timeout"}}) ==
               0);
}

BOOST_AUTO_TEST_CASE(a_remote_that_does_not_read_is_refused_gossip_then_control) {
    const LinkPair links = connect(loop, alice, bob);
    const Bytes noise = [] {
        Bytes bytes(1024 * 1024);
        crypto::random_bytes(bytes);
        return bytes;
    }();
    const auto post = [&](net::Priority priority) {
        return links.dialled->post(net::make_message(0, noise), 16, priority);
    };

    int gossip = 0;
    while (post(net::Priority::gossip)) ++gossip;
    int control = 0;
    while (post(net::Priority::control)) ++control;

    BOOST_TEST((post(net::Priority::gossip).error() == Errc::overloaded));
    BOOST_TEST((post(net::Priority::control).error() == Errc::overloaded));
    BOOST_TEST(gossip >= 4);
    BOOST_TEST(control >= 10);
    BOOST_TEST(links.dialled->queued_bytes() <= rlpx::max_queued + noise.size());
    BOOST_TEST(alice.metrics.value("plexus_rlpx_messages_refused_total") == 4);
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_short_queue_ends_when_the_remote_reads_or_goes) {
    LinkPair links = connect(loop, alice, bob);
    Bytes noise(8 * 1024 * 1024);
    crypto::random_bytes(noise);
    const auto post = [&] {
        links.dialled->post(net::make_message(0, noise), 16, net::Priority::control).value();
    };
    Result<void> below = make_error_code(Errc::timed_out);
    const auto wait = [&]() -> awaitable<void> { below = co_await links.dialled->queue_below(1); };
    Received received;

    post();
    loop.run(wait(), receive_some(*links.accepted, 1, received));
    BOOST_TEST(below.has_value());
    BOOST_TEST(links.dialled->queued_bytes() == 0U);

    post();
    const auto leave = [&]() -> awaitable<void> {
        links.dialled.reset();
        co_return;
    };
    loop.run(wait(), leave());
    BOOST_TEST((below.error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(a_remote_that_does_not_read_costs_the_write_deadline) {
    rlpx::Deadlines deadlines;
    deadlines.frame_write = 100ms;
    TestNode carol(loop, 3, deadlines);
    const LinkPair links = connect(loop, carol, bob);
    Bytes noise(15 * 1024 * 1024);
    crypto::random_bytes(noise);
    links.dialled->post(net::make_message(0, noise), 16, net::Priority::control).value();
    Received received;

    loop.run(receive_all(*links.dialled, received));

    BOOST_TEST((received.error == Errc::timed_out));
    BOOST_TEST(carol.metrics.value("plexus_rlpx_link_failures_total", {{"reason", "timeout"}}) ==
               1);
}

BOOST_AUTO_TEST_CASE(gossip_that_waits_to_be_sent_is_bounded_for_all_links_together) {
    TestNode small{loop, 3, {}, 300 * 1024};
    net::Hello plain = test_hello();
    plain.p2p_version = 4;  // without compression
    const LinkPair links = connect(loop, small, bob, plain);
    const net::SharedMessage large = net::make_message(3, bytes_of_size(100 * 1024));

    std::size_t taken = 0;
    while (links.dialled->post(large, 16, net::Priority::gossip)) ++taken;
    BOOST_TEST(taken >= 1U);
    BOOST_TEST(taken <= 3U);

    Received received;
    BOOST_TEST(links.dialled->post(large, 16, net::Priority::control).has_value());
    loop.run(receive_some(*links.accepted, taken + 1, received));
    BOOST_TEST(links.dialled->post(large, 16, net::Priority::gossip).has_value());
}

BOOST_AUTO_TEST_CASE(a_frame_for_which_there_is_no_memory_ends_at_its_deadline) {
    rlpx::Deadlines deadlines;
    deadlines.frame_read = 300ms;
    TestNode small{loop, 3, deadlines, 1024 * 1024};
    net::Hello plain = test_hello();
    plain.p2p_version = 4;
    const LinkPair links = connect(loop, alice, small, plain);
    links.dialled->post(net::make_message(3, bytes_of_size(8 << 20)), 16, net::Priority::control)
        .value();

    ErrorCode error;
    const auto receive = [&]() -> awaitable<void> {
        const Result<net::Message> message = co_await links.accepted->receive(any_size);
        error = message.error();
    };
    loop.run(receive());

    BOOST_TEST((error == Errc::timed_out));
}

BOOST_AUTO_TEST_SUITE_END()
