#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include <api/async/event.hpp>
#include <api/async/task_scope.hpp>

using namespace plexus;

namespace {

awaitable<void> wait(Event& event) {
    while (true) co_await event.wait();
}

/// Tasks that wait are cancelled and joined, as the tasks of a session are that this node ends.
void cancel_waiting_tasks(benchmark::State& state) {
    asio::io_context loop;
    Event never(loop.get_executor());
    for (auto _ : state) {
        TaskScope scope(loop.get_executor());
        for (std::int64_t i = 0; i < state.range(0); ++i) scope.spawn("wait", wait(never));
        loop.restart();
        loop.poll();
        scope.cancel();
        asio::co_spawn(loop, scope.join(), [](const std::exception_ptr&) {});
        loop.restart();
        loop.run();
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(cancel_waiting_tasks)->Arg(8);

}  // namespace
