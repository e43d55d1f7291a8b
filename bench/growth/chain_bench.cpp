#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstring>
#include <random>

#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;

namespace {

/// What `sync` hands over at once, and go-ethereum requests at most.
constexpr std::size_t batch = 192;
constexpr std::size_t timed_batches = 20;
constexpr std::size_t map_bytes = std::size_t{8} << 30;
constexpr chain::Budget budget{1024, 2 * 1024 * 1024};

/// A chain of synthetic headers that only grows: the lengths are measured in ascending order.
class GrowingChain {
public:
    static GrowingChain& get() {
        static GrowingChain chain;
        return chain;
    }

    void grow_to(std::uint64_t length) {
        while (tip().number < length) {
            append(next(std::min<std::size_t>(1024, length - tip().number)));
        }
    }

    std::vector<chain::StoredBlock> next(std::size_t count) {
        return test::made_up_blocks(tip(), count);
    }
    void append(const std::vector<chain::StoredBlock>& blocks) { store_.append(blocks).value(); }

    chain::Head tip() const { return store_.head(); }
    Store& store() { return store_; }

private:
    test::Folder folder_;
    Store store_ = test::open(folder_.path(), test::made_up_genesis(), map_bytes);
};

void block_appended(benchmark::State& state) {
    GrowingChain& chain = GrowingChain::get();
    chain.grow_to(static_cast<std::uint64_t>(state.range(0)));
    for (auto _ : state) {
        state.PauseTiming();
        const std::vector<chain::StoredBlock> blocks = chain.next(batch);
        state.ResumeTiming();
        chain.append(blocks);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
}

/// Headers as a peer requests them: by the hash of the first, somewhere in the chain.
void header_served(benchmark::State& state) {
    GrowingChain& chain = GrowingChain::get();
    chain.grow_to(static_cast<std::uint64_t>(state.range(0)));
    std::mt19937_64 random(1);
    std::vector<Hash256> begins;
    const std::uint64_t last = static_cast<std::uint64_t>(state.range(0)) - batch;
    std::uniform_int_distribution<std::uint64_t> somewhere(0, last);
    for (std::size_t i = 0; i < 256; ++i) {
        begins.push_back(chain.store().hash_at(somewhere(random)).value());
    }
    std::size_t turn = 0;
    for (auto _ : state) {
        chain::HeaderQuery query;
        query.hash = begins[turn++ % begins.size()];
        query.amount = batch;
        benchmark::DoNotOptimize(chain.store().headers(query, budget).value());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
}

/// The bound of header_served: as many bytes at as many places of as much memory, copied and no
/// more. What grows here is the share of them that is not in the processor's caches.
void header_copied(benchmark::State& state) {
    const chain::HeaderQuery one{.hash = GrowingChain::get().tip().hash, .amount = 1};
    const std::size_t header = GrowingChain::get().store().headers(one, budget).value()[0].size();
    const Bytes all(static_cast<std::size_t>(state.range(0)) * header, 1);
    std::mt19937_64 random(1);
    std::uniform_int_distribution<std::size_t> somewhere(0, all.size() - batch * header);
    std::vector<BytesView> begins;
    for (std::size_t i = 0; i < 256; ++i) {
        begins.push_back(BytesView{all}.subspan(somewhere(random), batch * header));
    }
    Bytes response(batch * header);
    std::size_t turn = 0;
    for (auto _ : state) {
        std::memcpy(response.data(), begins[turn++ % begins.size()].data(), response.size());
        benchmark::DoNotOptimize(response.data());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(batch));
}

/// Both at one length before the next one: the chain cannot become shorter.
const int registered = [] {
    for (const int length : {1'000, 10'000, 100'000, 1'000'000}) {
        benchmark::RegisterBenchmark("header_served", header_served)->Arg(length);
        benchmark::RegisterBenchmark("header_copied", header_copied)->Arg(length);
        benchmark::RegisterBenchmark("block_appended", block_appended)
            ->Arg(length)
            ->Iterations(timed_batches);
    }
    return 0;
}();

}  // namespace
