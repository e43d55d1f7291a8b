#include <plugins/metrics/liveness.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <api/async/task_scope.hpp>
#include <kit/testing/loop.hpp>

BOOST_AUTO_TEST_SUITE(liveness)

namespace {

using namespace plexus;
using namespace std::chrono_literals;

/// The loop of the peers turns when the test says so.
struct OtherLoop final : Runtime {
    Executor executor() override { return peers.get_executor(); }
    Executor blocking() override { return peers.get_executor(); }
    void request_stop(int) override {}

    asio::io_context peers{};
};

awaitable<void> look(Runtime& runtime, std::optional<bool>& turns) {
    turns = co_await metrics::peers_loop_turns(runtime);
}

struct Fixture {
    Fixture() { tasks.spawn("look", look(runtime, turns)); }
    ~Fixture() { loop.run(tasks.join()); }

    testing::Loop loop;
    OtherLoop runtime;
    std::optional<bool> turns;
    TaskScope tasks{loop.executor()};
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_loop_that_turns_is_noticed_at_once) {
    Fixture fixture;
    fixture.loop.settle();
    BOOST_TEST(!fixture.turns.has_value());

    fixture.runtime.peers.run();
    fixture.loop.settle();

    BOOST_TEST((fixture.turns == true));
}

BOOST_AUTO_TEST_CASE(a_loop_that_hangs_is_told_after_five_seconds_and_may_turn_later) {
    Fixture fixture;
    fixture.loop.advance(6s);
    BOOST_TEST((fixture.turns == false));

    fixture.runtime.peers.run();
    fixture.loop.settle();
}

BOOST_AUTO_TEST_SUITE_END()
