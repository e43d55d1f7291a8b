#include <api/net/memory_budget.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>
#include <thread>

#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

struct Fixture {
    std::shared_ptr<net::MemoryBudget> budget = std::make_shared<net::MemoryBudget>(100);
    std::optional<net::MemoryShare> greedy{budget};
    net::MemoryShare modest{budget};
};

/// A coroutine that waits for room, in virtual time.
struct Waiting {
    Waiting(net::MemoryShare& share, std::size_t more) {
        tasks.spawn("wait", share.await_room(more));
        loop.settle();
    }
    ~Waiting() {
        tasks.cancel();
        loop.run(tasks.join());
    }
    bool ended() const { return tasks.size() == 0; }

    testing::Loop loop;
    TaskScope tasks{loop.executor()};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(memory_budget, Fixture)

BOOST_AUTO_TEST_CASE(one_may_take_all_while_no_other_wants_any) {
    BOOST_TEST(greedy->has_room(100));
    BOOST_TEST(!greedy->has_room(101));
}

BOOST_AUTO_TEST_CASE(one_that_holds_little_goes_on_when_another_has_taken_all) {
    greedy->add(100);

    BOOST_TEST(!greedy->has_room(1));
    BOOST_TEST(modest.has_room(50));  // an equal part
    BOOST_TEST(!modest.has_room(51));
}

BOOST_AUTO_TEST_CASE(what_is_held_is_given_back) {
    greedy->set(70);
    greedy->set(20);
    modest.add(30);
    modest.subtract(10);
    BOOST_TEST(budget->used() == 40U);

    greedy.reset();

    BOOST_TEST(budget->used() == 20U);
    BOOST_TEST(modest.has_room(80));  // alone again
}

BOOST_AUTO_TEST_CASE(a_wait_for_room_ends_when_enough_is_given_back) {
    greedy->add(100);
    modest.add(50);
    Waiting waiting(modest, 1);

    greedy->subtract(50);
    waiting.loop.settle();
    BOOST_TEST(!waiting.ended());
    greedy->set(40);
    waiting.loop.settle();

    BOOST_TEST(waiting.ended());
    BOOST_TEST((waiting.loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(a_wait_for_room_ends_when_another_share_goes) {
    greedy->add(100);
    modest.add(50);
    Waiting waiting(modest, 1);

    greedy.reset();
    waiting.loop.settle();

    BOOST_TEST(waiting.ended());
}

BOOST_AUTO_TEST_CASE(a_wait_for_room_that_is_there_already_does_not_begin) {
    Waiting waiting(modest, 1);

    BOOST_TEST(waiting.ended());
}

BOOST_AUTO_TEST_CASE(a_wait_for_room_has_a_deadline_and_can_be_interrupted) {
    greedy->add(100);
    modest.add(50);
    testing::Loop loop;

    const Result<void> outcome = loop.run(within(5s, modest.await_room(1)));
    BOOST_TEST((outcome.error() == Errc::timed_out));
    BOOST_TEST((loop.elapsed() == 5s));

    Waiting waiting(modest, 1);
    modest.interrupt();
    waiting.loop.settle();
    BOOST_TEST(waiting.ended());
}

BOOST_AUTO_TEST_CASE(a_wait_on_another_thread_ends_too) {
    greedy->add(100);
    modest.add(50);
    asio::io_context context;
    bool ended = false;
    asio::co_spawn(asio::make_strand(context), modest.await_room(1),
                   [&](const std::exception_ptr&) { ended = true; });
    std::thread other([&] { context.run(); });

    greedy->subtract(100);
    other.join();

    BOOST_TEST(ended);
}

BOOST_AUTO_TEST_SUITE_END()
