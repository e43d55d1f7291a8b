#include <node/thread_runtime.hpp>

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>
#include <future>
#include <set>

BOOST_AUTO_TEST_SUITE(thread_runtime)

namespace {

using namespace plexus;
using namespace std::chrono_literals;

std::unique_ptr<plexus::node::ThreadRuntime> runtime_of(unsigned threads) {
    auto runtime = std::make_unique<plexus::node::ThreadRuntime>(
        threads, 1U, plexus::node::ThreadRuntime::Hooks{[](int) {}, [](const std::string&) {}});
    runtime->launch();
    return runtime;
}

std::thread::id thread_of(const Executor& executor) {
    std::promise<std::thread::id> found;
    asio::post(executor, [&found] { found.set_value(std::this_thread::get_id()); });
    return found.get_future().get();
}

SteadyTime soon() { return std::chrono::steady_clock::now() + 10s; }

}  // namespace

BOOST_AUTO_TEST_CASE(a_loop_of_plugins_has_one_thread_and_there_are_as_many_as_threads) {
    const auto runtime = runtime_of(3);
    std::set<std::thread::id> threads;
    for (int i = 0; i < 6; ++i) {
        const Executor executor = runtime->plugin_executor();
        const std::thread::id first = thread_of(executor);
        for (int turn = 0; turn < 20; ++turn) BOOST_TEST((thread_of(executor) == first));
        threads.insert(first);
    }
    BOOST_TEST(threads.size() == 3U);
    BOOST_TEST(runtime->close(soon()));
}

BOOST_AUTO_TEST_CASE(a_plugin_that_is_busy_holds_up_no_peer) {
    const auto runtime = runtime_of(1);
    std::promise<void> released;
    asio::post(runtime->plugin_executor(), [&released] { released.get_future().wait(); });
    thread_of(runtime->executor());
    released.set_value();
    BOOST_TEST(runtime->close(soon()));
}

BOOST_AUTO_TEST_CASE(what_the_loops_still_post_to_each_other_is_run_at_the_close) {
    const auto runtime = runtime_of(2);
    const Executor one = runtime->plugin_executor();
    const Executor other = runtime->plugin_executor();
    bool ended = false;
    asio::post(one, [&] {
        asio::post(other, [&] {
            asio::post(runtime->executor(), [&] { asio::post(one, [&] { ended = true; }); });
        });
    });
    BOOST_TEST(runtime->close(soon()));
    BOOST_TEST(ended);
}

BOOST_AUTO_TEST_CASE(a_timer_that_is_left_does_not_hold_up_the_close) {
    const auto runtime = runtime_of(1);
    Timer timer(runtime->plugin_executor());
    timer.start(1h, [] {});
    const SteadyTime began = std::chrono::steady_clock::now();
    BOOST_TEST(runtime->close(soon()));
    BOOST_TEST((std::chrono::steady_clock::now() - began < 5s));
}

BOOST_AUTO_TEST_SUITE_END()
