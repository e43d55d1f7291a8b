#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <api/async/within.hpp>
#include <kit/testing/memory_link.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

using net::make_message;
using net::Priority;

const net::SizeLimit at_most_100 = [](std::uint64_t code) {
    return code < 32 ? std::optional<std::size_t>{100} : std::nullopt;
};

Result<net::Message> receive(testing::Loop& loop, net::Link& link) {
    return loop.run(link.receive(at_most_100));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(memory_link)

BOOST_AUTO_TEST_CASE(a_message_arrives_with_its_offset) {
    testing::Loop loop;
    const auto [ours, theirs] = testing::connect(loop);

    BOOST_TEST(ours->post(make_message(3, Bytes{1, 2}), 16, Priority::control).has_value());
    const Result<net::Message> message = receive(loop, *theirs);

    BOOST_TEST(message.value().code == 19U);
    BOOST_TEST((message->payload.view().size() == 2));
}

BOOST_AUTO_TEST_CASE(each_end_knows_the_others_hello) {
    testing::Loop loop;
    net::Hello ours;
    ours.client = "ours";
    net::Hello theirs;
    theirs.client = "theirs";

    const testing::LinkPair pair = testing::connect(loop, ours, theirs);

    BOOST_TEST(pair.ours->remote().client == "theirs");
    BOOST_TEST(pair.theirs->remote().client == "ours");
}

BOOST_AUTO_TEST_CASE(a_message_above_the_limit_ends_the_link_with_a_breach) {
    testing::Loop loop;
    const auto [ours, theirs] = testing::connect(loop);

    BOOST_TEST(ours->post(make_message(0, Bytes(101)), 16, Priority::control).has_value());
    const Result<net::Message> refused = receive(loop, *theirs);
    const Result<net::Message> told = receive(loop, *ours);

    BOOST_TEST((refused.error() == Errc::limit_exceeded));
    BOOST_TEST((told.error() == Errc::peer_gone));
    BOOST_TEST((ours->disconnect_reason() == net::Reason::protocol_breach));
}

BOOST_AUTO_TEST_CASE(a_code_without_a_limit_ends_the_link) {
    testing::Loop loop;
    const auto [ours, theirs] = testing::connect(loop);

    BOOST_TEST(ours->post(make_message(16, Bytes{}), 16, Priority::control).has_value());

    BOOST_TEST((receive(loop, *theirs).error() == Errc::unexpected_message));
}

BOOST_AUTO_TEST_CASE(gossip_is_refused_before_control_messages_are) {
    testing::Loop loop;
    testing::QueueLimits limits;
    limits.gossip_bytes = 10;
    limits.total_bytes = 20;
    const auto [ours, theirs] = testing::connect(loop, {}, {}, limits);

    BOOST_TEST(ours->post(make_message(0, Bytes(10)), 16, Priority::gossip).has_value());
    const Result<void> gossip = ours->post(make_message(0, Bytes(1)), 16, Priority::gossip);
    const Result<void> control = ours->post(make_message(0, Bytes(10)), 16, Priority::control);
    const Result<void> beyond = ours->post(make_message(0, Bytes(1)), 16, Priority::control);

    BOOST_TEST((gossip.error() == Errc::overloaded));
    BOOST_TEST(control.has_value());
    BOOST_TEST((beyond.error() == Errc::overloaded));
    BOOST_TEST(ours->queued_bytes() == 20U);
}

BOOST_AUTO_TEST_CASE(a_wait_for_a_short_queue_ends_when_the_other_end_reads_or_goes) {
    testing::Loop loop;
    auto [ours, theirs] = testing::connect(loop);
    BOOST_TEST(ours->post(make_message(0, Bytes(10)), 16, Priority::control).has_value());
    BOOST_TEST(ours->post(make_message(0, Bytes(10)), 16, Priority::control).has_value());

    const Result<void> early = loop.run(within(1s, ours->queue_below(20)));
    BOOST_TEST((early.error() == Errc::timed_out));
    BOOST_TEST(receive(loop, *theirs).has_value());
    BOOST_TEST(loop.run(ours->queue_below(20)).has_value());

    theirs.reset();
    BOOST_TEST((loop.run(ours->queue_below(1)).error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_CASE(closing_tells_the_reason_after_what_is_queued) {
    testing::Loop loop;
    const auto [ours, theirs] = testing::connect(loop);
    BOOST_TEST(ours->post(make_message(0, Bytes(1)), 16, Priority::control).has_value());

    loop.spawn(ours->close(net::Reason::client_quitting));
    const bool message_first = receive(loop, *theirs).has_value();
    const Result<net::Message> end = receive(loop, *theirs);

    BOOST_TEST(message_first);
    BOOST_TEST((end.error() == Errc::peer_gone));
    BOOST_TEST((theirs->disconnect_reason() == net::Reason::client_quitting));
    BOOST_TEST((loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(closing_waits_no_longer_than_two_seconds_for_a_remote_that_does_not_read) {
    testing::Loop loop;
    const auto [ours, theirs] = testing::connect(loop);

    loop.run(ours->close(net::Reason::requested));

    BOOST_TEST((loop.elapsed() == 2s));
}

BOOST_AUTO_TEST_CASE(a_destroyed_end_is_the_end_of_the_stream_for_the_other) {
    testing::Loop loop;
    auto [ours, theirs] = testing::connect(loop);
    BOOST_TEST(ours->post(make_message(0, Bytes(1)), 16, Priority::control).has_value());

    ours.reset();

    BOOST_TEST(receive(loop, *theirs).has_value());
    BOOST_TEST((receive(loop, *theirs).error() == asio::error::eof));
    const Result<void> posted = theirs->post(make_message(0, Bytes{}), 16, Priority::control);
    BOOST_TEST((posted.error() == Errc::peer_gone));
}

BOOST_AUTO_TEST_SUITE_END()
