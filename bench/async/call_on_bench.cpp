#include <benchmark/benchmark.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>

#include <api/async/await_on.hpp>
#include <api/async/call_on.hpp>
#include <api/async/within.hpp>

using namespace plexus;
using namespace std::chrono_literals;

namespace {

constexpr int calls = 64;

awaitable<int> give() { co_return 1; }

awaitable<void> call_function(Executor strand) {
    for (int i = 0; i < calls; ++i) {
        auto function = [i] { return i; };
        benchmark::DoNotOptimize(co_await call_on(strand, std::move(function)));
    }
}

awaitable<void> await_operation(Executor strand) {
    for (int i = 0; i < calls; ++i) {
        auto operation = give();
        benchmark::DoNotOptimize(co_await await_on(strand, std::move(operation)));
    }
}

awaitable<void> await_with_deadline(Executor) {
    for (int i = 0; i < calls; ++i) {
        auto operation = give();
        benchmark::DoNotOptimize(co_await within(1s, std::move(operation)));
    }
}

/// From one strand to another of the same loop: without what it takes to wake a thread.
void to_another_strand(benchmark::State& state, awaitable<void> (*work)(Executor)) {
    asio::io_context loop;
    const Executor strand = asio::make_strand(loop);
    const Executor other = asio::make_strand(loop);
    for (auto _ : state) {
        asio::co_spawn(strand, work(other), [](const std::exception_ptr&) {});
        loop.restart();
        loop.run();
    }
    state.SetItemsProcessed(state.iterations() * calls);
}
BENCHMARK_CAPTURE(to_another_strand, call_on, &call_function);
BENCHMARK_CAPTURE(to_another_strand, await_on, &await_operation);
BENCHMARK_CAPTURE(to_another_strand, within, &await_with_deadline);

}  // namespace
