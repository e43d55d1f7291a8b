#include <benchmark/benchmark.h>

#include <vector>

#include <api/core/observers.hpp>

using namespace plexus;

namespace {

/// One observer comes and goes beside others that stay, as the session of a peer does.
void observer_comes_and_goes(benchmark::State& state) {
    Observers<int> observers;
    std::vector<Subscription> staying;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        staying.push_back(observers.add([](int) {}));
    }
    for (auto _ : state) {
        Subscription passing = observers.add([](int) {});
        benchmark::DoNotOptimize(passing);
    }
}
BENCHMARK(observer_comes_and_goes)->Arg(50)->Arg(1000)->Arg(5000);

}  // namespace
