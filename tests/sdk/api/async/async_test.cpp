#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <optional>

#include <api/async/channel.hpp>
#include <api/async/clock.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// A loop in driven time, which goes on whenever nothing else is left to do.
struct Loop {
    asio::io_context context{1};
    Clock& clock = Clock::of(context.get_executor());
    SteadyTime began;

    Loop() {
        clock.drive_from(WallTime{} + 1000h);
        began = clock.now();
    }

    void run() {
        do {
            context.restart();
            context.poll();
        } while (clock.advance());
    }

    std::exception_ptr run(awaitable<void> task) {
        std::exception_ptr failure;
        asio::co_spawn(context, std::move(task),
                       [&failure](const std::exception_ptr& problem) { failure = problem; });
        run();
        return failure;
    }

    Duration elapsed() const { return clock.now() - began; }
};

bool is_abort(const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
}

awaitable<Result<int>> slow_response(Duration after) {
    co_await sleep_for(after);
    co_return 42;
}

/// Notes in `ended` how a sleep came to its end.
awaitable<void> sleeper(Duration duration, std::string& ended) {
    try {
        co_await sleep_for(duration);
        ended = "slept";
    } catch (const boost::system::system_error&) {
        ended = "aborted";
        throw;
    }
}

awaitable<void> fail_after(Duration duration) {
    co_await sleep_for(duration);
    throw std::runtime_error("broken");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(async)

BOOST_AUTO_TEST_CASE(an_operation_that_ends_in_time_yields_its_value) {
    Loop loop;
    std::optional<Result<int>> response;

    loop.run([](std::optional<Result<int>>& out) -> awaitable<void> {
        out = co_await within(5s, slow_response(1s));
    }(response));

    BOOST_TEST(response.value().value() == 42);
    BOOST_TEST((loop.elapsed() == 1s));
}

BOOST_AUTO_TEST_CASE(an_operation_that_is_late_is_cancelled_and_timed_out) {
    Loop loop;
    std::optional<Result<void>> response;
    std::string ended;

    loop.run([](std::optional<Result<void>>& out, std::string& how) -> awaitable<void> {
        out = co_await within(5s, sleeper(1h, how));
    }(response, ended));

    BOOST_TEST((response.value().error() == Errc::timed_out));
    BOOST_TEST(ended == "aborted");
    BOOST_TEST((loop.elapsed() == 5s));
}

BOOST_AUTO_TEST_CASE(cancelling_the_caller_reaches_the_operation_within_a_deadline) {
    Loop loop;
    std::string ended;
    TaskScope scope(loop.context.get_executor());

    scope.spawn("caller", [](std::string& how) -> awaitable<void> {
        co_await within(1h, sleeper(1h, how));
        how = "went on";
    }(ended));
    loop.context.poll();
    scope.cancel();
    const std::exception_ptr failure = loop.run(scope.join());

    BOOST_TEST(!failure);
    BOOST_TEST(ended == "aborted");
    BOOST_TEST((loop.elapsed() == 0s));
}

BOOST_AUTO_TEST_CASE(deadlines_nest_and_the_shorter_one_wins) {
    Loop loop;
    std::optional<Result<int>> response;

    loop.run([](std::optional<Result<int>>& out) -> awaitable<void> {
        out = co_await within(1h, within(2s, slow_response(30s)));
    }(response));

    BOOST_TEST((response.value().error() == Errc::timed_out));
    BOOST_TEST((loop.elapsed() == 2s));
}

BOOST_AUTO_TEST_CASE(a_failing_task_cancels_its_siblings_and_join_tells) {
    Loop loop;
    std::string ended;
    TaskScope scope(loop.context.get_executor());

    scope.spawn("sleeper", sleeper(1h, ended));
    scope.spawn("breaker", fail_after(3s));
    const std::exception_ptr failure = loop.run(scope.join());

    BOOST_TEST(ended == "aborted");
    BOOST_CHECK_THROW(std::rethrow_exception(failure), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_cancelled_joiner_cancels_the_tasks_and_waits_for_them) {
    Loop loop;
    std::string ended;
    TaskScope inner(loop.context.get_executor());
    TaskScope outer(loop.context.get_executor());

    inner.spawn("sleeper", sleeper(1h, ended));
    outer.spawn("joiner", inner.serve());
    loop.context.poll();
    BOOST_TEST(TaskScope::live_tasks(loop.context.get_executor()).size() == 2U);
    outer.cancel();
    const std::exception_ptr failure = loop.run(outer.join());

    BOOST_TEST(!failure);
    BOOST_TEST(ended == "aborted");
    BOOST_TEST(inner.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_task_spawned_after_cancellation_never_starts) {
    Loop loop;
    std::string ended = "never started";
    TaskScope scope(loop.context.get_executor());

    scope.cancel();
    scope.spawn("late", sleeper(1s, ended));
    loop.run(scope.join());

    BOOST_TEST(ended == "never started");
}

BOOST_AUTO_TEST_CASE(a_full_channel_holds_its_sender_back) {
    Loop loop;
    Channel<int> channel(loop.context.get_executor(), 1);
    std::vector<int> received;
    TaskScope scope(loop.context.get_executor());

    scope.spawn("sender", [](Channel<int>& out) -> awaitable<void> {
        for (int value = 0; value < 5; ++value) co_await out.send(value);
        out.close();
    }(channel));
    scope.spawn("receiver", [](Channel<int>& in, std::vector<int>& out) -> awaitable<void> {
        while (true) {
            const Result<int> value = co_await in.receive();
            if (!value) break;
            out.push_back(*value);
        }
    }(channel, received));
    const std::exception_ptr failure = loop.run(scope.join());

    BOOST_TEST(!failure);
    BOOST_TEST((received == std::vector<int>{0, 1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(a_restarted_timer_fires_once_and_at_the_later_time) {
    Loop loop;
    Timer timer(loop.context.get_executor());
    int calls = 0;

    timer.start(1s, [&] { ++calls; });
    timer.start(9s, [&] { ++calls; });
    loop.run();

    BOOST_TEST(calls == 1);
    BOOST_TEST((loop.elapsed() == 9s));
}

BOOST_AUTO_TEST_CASE(an_abort_is_told_by_its_code) {
    Loop loop;
    TaskScope scope(loop.context.get_executor());
    bool told = false;

    scope.spawn("sleeper", [](bool& out) -> awaitable<void> {
        try {
            co_await sleep_for(1h);
        } catch (const boost::system::system_error& error) {
            out = is_abort(error);
        }
    }(told));
    loop.context.poll();
    scope.cancel();
    loop.run(scope.join());

    BOOST_TEST(told);
}

BOOST_AUTO_TEST_SUITE_END()
