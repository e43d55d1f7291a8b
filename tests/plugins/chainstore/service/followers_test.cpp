#include "followed_store.hpp"

#include <boost/test/unit_test.hpp>

#include <kit/testing/log_capture.hpp>

using namespace plexus;
using namespace plexus::chainstore::test;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(followers, Running)

BOOST_AUTO_TEST_CASE(hear_each_change_once_and_in_order_before_the_writer_goes_on) {
    Follower follower;
    join(follower);

    append(3);
    BOOST_TEST((follower.heard == Lines{"+1", "+2", "+3"}));
    append(1);
    branch_off(2, 3);
    append(1);

    BOOST_TEST(
        (follower.heard == Lines{"+1", "+2", "+3", "+4", "-4", "-3", "+3", "+4", "+5", "+6"}));
    BOOST_TEST(follower.consistent);
    BOOST_TEST((follower.tip == reader().head().hash));
}

BOOST_AUTO_TEST_CASE(hear_of_many_blocks_in_steps_whether_they_are_read_or_just_came) {
    for (const bool just_came : {false, true}) {
        Follower follower(just_came ? "early" : "late");
        join(follower);
        std::vector<std::size_t> steps;
        follower.react = [&]() -> awaitable<void> {
            steps.push_back(follower.heard.size());
            co_return;
        };
        std::vector<chain::StoredBlock> blocks = made_up_blocks(reader().head(), 130);
        for (chain::StoredBlock& block : blocks) {
            block.receipts.reset();
            if (just_came) block.receipts = SharedBytes{Bytes{0xc0}};
        }
        loop.run(writer().append(blocks)).value();

        BOOST_TEST((steps == std::vector<std::size_t>{128, 130}));
        BOOST_TEST(follower.consistent);
        host.withdraw<chain::ChainFollower>(follower);
    }
}

BOOST_AUTO_TEST_CASE(hear_of_a_chain_that_is_only_left) {
    append(3);
    Follower follower;
    join(follower);

    branch_off(1, 0);

    BOOST_TEST((follower.heard == Lines{"-3", "-2"}));
}

BOOST_AUTO_TEST_CASE(hear_nothing_of_what_changes_no_chain) {
    append(3);
    Follower follower;
    join(follower);

    append(0);
    const auto refused = loop.run(writer().append(made_up_blocks(genesis.head, 1)));
    const auto first = loop.run(writer().prune(2));

    BOOST_TEST(refused.has_error());
    BOOST_TEST(first.value() == 2U);
    BOOST_TEST(reader().earliest() == 2U);
    BOOST_TEST(follower.heard.empty());
}

BOOST_AUTO_TEST_CASE(that_join_later_hear_of_what_comes_then) {
    Follower early("early");
    Follower late("late");
    join(early);
    append(2);

    join(late);
    append(2);

    BOOST_TEST((early.heard == Lines{"+1", "+2", "+3", "+4"}));
    BOOST_TEST((late.heard == Lines{"+3", "+4"}));
    BOOST_TEST(late.consistent);
}

BOOST_AUTO_TEST_CASE(that_throw_are_named_and_harm_nobody) {
    const testing::LogCapture log;
    Follower bad("clumsy");
    Follower good;
    bad.react = []() -> awaitable<void> {
        throw std::runtime_error("no room");
        co_return;
    };
    join(bad);
    join(good);

    append(2);
    append(1);

    BOOST_TEST((good.heard == Lines{"+1", "+2", "+3"}));
    BOOST_TEST((bad.heard == Lines{"+1", "+2"}));
    BOOST_TEST(log.count("handler failed handler=clumsy error=no room") == 1U);
    BOOST_TEST(failures("exception") == 1);
}

BOOST_AUTO_TEST_CASE(that_throw_are_told_the_same_again_after_pauses_that_grow) {
    Follower bad;
    unsigned calls = 0;
    bad.react = [&calls]() -> awaitable<void> {
        if (++calls < 4) throw std::runtime_error("no room");
        co_return;
    };
    join(bad);
    append(1);
    BOOST_TEST(calls == 1U);
    loop.advance(1s);
    BOOST_TEST(calls == 2U);
    append(1);
    BOOST_TEST(calls == 2U);
    loop.advance(2s);
    BOOST_TEST(calls == 3U);
    loop.advance(4s);

    BOOST_TEST(calls == 4U);
    BOOST_TEST((bad.heard == Lines{"+1", "+1", "+1", "+2", "+1", "+2"}));
}

BOOST_AUTO_TEST_CASE(that_take_too_long_are_ended_named_and_called_again) {
    const testing::LogCapture log;
    Follower slow("sleepy");
    Follower good;
    slow.react = []() -> awaitable<void> { co_await sleep_for(1h); };
    join(slow);
    join(good);

    append(1);

    BOOST_TEST((loop.elapsed() == 60s));
    BOOST_TEST((good.heard == Lines{"+1"}));
    BOOST_TEST(log.count("handler took too long and was ended handler=sleepy") == 1U);
    BOOST_TEST(failures("timeout") == 1);
    slow.react = {};
    loop.advance(2s);
    append(1);
    BOOST_TEST((slow.heard == Lines{"+1", "+1", "+2"}));
}

BOOST_AUTO_TEST_CASE(hold_the_writer_back_while_they_work) {
    Follower slow;
    slow.react = []() -> awaitable<void> { co_await sleep_for(5s); };
    join(slow);

    append(1);
    append(1);

    BOOST_TEST((loop.elapsed() == 10s));
}

BOOST_AUTO_TEST_CASE(hear_of_a_change_whose_writer_was_cancelled) {
    Follower slow;
    slow.react = []() -> awaitable<void> { co_await sleep_for(5s); };
    join(slow);
    TaskScope scope(loop.executor());
    const auto write = [](chain::ChainWriter& to, Blocks blocks) -> awaitable<void> {
        co_await to.append(std::move(blocks));
    };
    const Blocks blocks = made_up_blocks(genesis.head, 3);
    scope.spawn("one", write(writer(), Blocks(blocks.begin(), blocks.begin() + 2)));
    loop.settle();
    scope.spawn("two", write(writer(), Blocks(blocks.begin() + 2, blocks.end())));
    loop.settle();

    scope.cancel();
    loop.run(scope.join());
    BOOST_TEST((slow.heard == Lines{"+1", "+2"}));
    loop.advance(10s);

    BOOST_TEST((slow.heard == Lines{"+1", "+2", "+3"}));
    BOOST_TEST(slow.consistent);
}

BOOST_AUTO_TEST_CASE(are_no_reason_not_to_stop) {
    Follower stuck;
    stuck.react = []() -> awaitable<void> { co_await sleep_for(1h); };
    join(stuck);
    TaskScope scope(loop.executor());
    Result<chain::Head> head = make_error_code(Errc::closed);
    const auto write = [](chain::ChainWriter& to, Blocks blocks,
                          Result<chain::Head>& result) -> awaitable<void> {
        result = co_await to.append(std::move(blocks));
    };
    scope.spawn("write", write(writer(), made_up_blocks(genesis.head, 1), head));
    loop.settle();

    life->end();
    life.reset();
    loop.run(scope.join());

    BOOST_TEST((loop.elapsed() == 0s));
    BOOST_TEST(head.value().number == 1U);
}

BOOST_AUTO_TEST_CASE(need_not_be_there) {
    append(2);

    BOOST_TEST(reader().head().number == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
