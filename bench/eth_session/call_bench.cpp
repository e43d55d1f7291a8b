#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>

#include <api/async/within.hpp>
#include <kit/eth/session/call_watch.hpp>

using namespace plexus;

namespace {

using namespace std::chrono_literals;

constexpr std::int64_t calls = 1000;

awaitable<int> callee() { co_return 1; }

awaitable<void> call_directly() {
    for (std::int64_t i = 0; i < calls; ++i) benchmark::DoNotOptimize(co_await callee());
}

/// As a session calls its handlers.
awaitable<void> call_watched() {
    eth::CallWatch watch(co_await asio::this_coro::executor, 60s);
    for (std::int64_t i = 0; i < calls; ++i) {
        watch.begin();
        benchmark::DoNotOptimize(co_await callee());
        benchmark::DoNotOptimize(watch.end());
    }
}

/// What the watch saves.
awaitable<void> call_within() {
    for (std::int64_t i = 0; i < calls; ++i) {
        auto call = callee();
        benchmark::DoNotOptimize(co_await within(60s, std::move(call)));
    }
}

void run(benchmark::State& state, awaitable<void> (*task)()) {
    asio::io_context context{1};
    for (auto _ : state) {
        asio::co_spawn(asio::make_strand(context), task(), [](const std::exception_ptr&) {});
        context.restart();
        context.run();
    }
    state.SetItemsProcessed(state.iterations() * calls);
}

BENCHMARK_CAPTURE(run, direct, &call_directly);
BENCHMARK_CAPTURE(run, watched, &call_watched);
BENCHMARK_CAPTURE(run, within, &call_within);

}  // namespace
