#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>

#include <api/async/await_on.hpp>
#include <api/async/call_on.hpp>
#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>

using namespace plexus;

namespace {

/// A task on one strand that awaits an operation on another, and is cancelled meanwhile.
struct Stage {
    awaitable<void> operation() {
        co_await go.wait();
        ended = true;
    }

    awaitable<void> followed() {
        auto there = operation();
        co_await await_on(strand, std::move(there));
    }

    awaitable<void> shielded() {
        auto there = operation();
        co_await await_shielded_on(strand, std::move(there));
    }

    void cancel_during(awaitable<void> task) {
        scope.spawn("task", std::move(task));
        context.poll();
        scope.cancel();
        context.restart();
        context.poll();
    }

    void notify() {
        go.notify();
        context.restart();
        context.poll();
    }

    asio::io_context context{1};
    Executor strand = asio::make_strand(context);
    TaskScope scope{asio::make_strand(context)};
    Event go{strand};
    bool ended = false;
};

using Strand = asio::strand<asio::io_context::executor_type>;

awaitable<void> call(Strand strand, bool& was_there) {
    auto function = [&] { return strand.running_in_this_thread(); };
    was_there = co_await call_on(Executor{strand}, std::move(function));
}

awaitable<void> call_and_fail(Executor strand, std::string& problem) {
    auto function = []() -> int { throw std::runtime_error{"no"}; };
    try {
        co_await call_on(strand, std::move(function));
    } catch (const std::runtime_error& error) {
        problem = error.what();
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(other_strands)

BOOST_AUTO_TEST_CASE(cancellation_follows_an_operation_to_its_strand) {
    Stage stage;

    stage.cancel_during(stage.followed());

    BOOST_TEST(!stage.ended);
    BOOST_TEST(stage.scope.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_shielded_operation_is_waited_for) {
    Stage stage;

    stage.cancel_during(stage.shielded());
    BOOST_TEST(stage.scope.size() == 1U);
    stage.notify();

    BOOST_TEST(stage.ended);
    BOOST_TEST(stage.scope.size() == 0U);
}

BOOST_AUTO_TEST_CASE(a_function_is_called_there_and_its_value_or_exception_comes_back) {
    asio::io_context context{1};
    bool was_there = false;
    std::string problem;

    asio::co_spawn(context, call(asio::make_strand(context.get_executor()), was_there),
                   [](const std::exception_ptr&) {});
    asio::co_spawn(context, call_and_fail(asio::make_strand(context), problem),
                   [](const std::exception_ptr&) {});
    context.run();

    BOOST_TEST(was_there);
    BOOST_TEST(problem == "no");
}

BOOST_AUTO_TEST_SUITE_END()
