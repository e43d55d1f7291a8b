#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include <api/async/event.hpp>
#include <kit/testing/loop.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

awaitable<int> response_after(Duration duration) {
    co_await sleep_for(duration);
    co_return 42;
}

awaitable<void> fail() {
    co_await sleep_for(1s);
    throw std::runtime_error("broken");
}

awaitable<void> count_seconds(int& seconds) {
    while (true) {
        co_await sleep_for(1s);
        ++seconds;
    }
}

awaitable<void> wait_for(Event& event) { co_await event.wait(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(loop)

BOOST_AUTO_TEST_CASE(a_run_yields_the_value_after_the_driven_time) {
    testing::Loop loop;

    BOOST_TEST(loop.run(response_after(1h)) == 42);

    BOOST_TEST((loop.elapsed() == 1h));
}

BOOST_AUTO_TEST_CASE(advancing_moves_time_by_exactly_what_was_given) {
    testing::Loop loop;
    int seconds = 0;
    loop.spawn(count_seconds(seconds));

    loop.advance(3500ms);

    BOOST_TEST(seconds == 3);
    BOOST_TEST((loop.elapsed() == 3500ms));
}

BOOST_AUTO_TEST_CASE(a_run_throws_what_the_coroutine_throws) {
    testing::Loop loop;

    BOOST_CHECK_THROW(loop.run(fail()), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_failure_in_the_background_is_told_by_the_next_call) {
    testing::Loop loop;
    loop.spawn(fail());

    BOOST_CHECK_THROW(loop.advance(2s), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_wait_for_nothing_is_told_instead_of_hanging) {
    testing::Loop loop;
    Event event(loop.executor());

    BOOST_CHECK_THROW(loop.run(wait_for(event)), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
