#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <api/async/await_on.hpp>
#include <api/async/task_scope.hpp>
#include <api/async/within.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

/// Cancels the scope that it runs in, and ends without ever having waited.
awaitable<void> cancel_at_once(TaskScope& scope) {
    scope.cancel();
    co_return;
}

awaitable<void> spawn_and_join(TaskScope& scope, std::size_t& left) {
    scope.spawn("hasty", cancel_at_once(scope));
    co_await scope.join();
    left = scope.size();
}

awaitable<int> give(int value) { co_return value; }

awaitable<void> cancel_within(TaskScope& scope, bool& went_on) {
    auto hasty = cancel_at_once(scope);
    (void)co_await within(5s, std::move(hasty));
    went_on = true;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(settled_tasks)

BOOST_AUTO_TEST_CASE(a_task_may_cancel_its_scope_before_it_has_ever_waited) {
    asio::io_context context{1};
    TaskScope scope(context.get_executor());
    std::size_t left = 1;

    asio::co_spawn(context, spawn_and_join(scope, left), [](const std::exception_ptr&) {});
    context.run();

    BOOST_TEST(left == 0U);
}

BOOST_AUTO_TEST_CASE(so_may_an_operation_under_a_deadline) {
    asio::io_context context{1};
    Clock::of(context.get_executor()).drive_from(WallTime{});
    TaskScope scope(context.get_executor());
    bool went_on = false;

    asio::post(context, [&] { scope.spawn("within", cancel_within(scope, went_on)); });
    context.run();

    BOOST_TEST(scope.size() == 0U);
    BOOST_TEST(!went_on);
}

BOOST_AUTO_TEST_CASE(a_value_comes_back_from_another_strand) {
    asio::io_context context{1};
    const Executor strand = asio::make_strand(context);
    int value = 0;

    auto given = await_on(strand, give(7));
    asio::co_spawn(context, std::move(given),
                   [&value](const std::exception_ptr&, int result) { value = result; });
    context.run();

    BOOST_TEST(value == 7);
}

BOOST_AUTO_TEST_SUITE_END()
