#include <benchmark/benchmark.h>

#include <plugins/chainstore/files/block_source.hpp>
#include <tests/plugins/chainstore/test_chain.hpp>

using namespace plexus;
using namespace plexus::chainstore;

namespace {

// What go-ethereum requests at most, and how much it takes in one response.
constexpr std::uint64_t header_count = 192;
constexpr std::uint64_t body_count = 128;
constexpr std::uint64_t receipt_count = 256;
constexpr chain::Budget budget{1024, 2 * 1024 * 1024};

/// The chain of tests/data/pow in a store.
struct Filled {
    test::Folder folder;
    Store store = test::open(folder.path(), test::genesis_of("pow"));

    Filled() { test::import_file(store, test::data("pow", "chain.era1")); }
};

std::vector<chain::StoredBlock> blocks_of_the_chain() {
    const auto source = open_block_source(test::data("pow", "chain.era1"));
    std::vector<chain::StoredBlock> blocks;
    while (const auto block = source->next()) blocks.push_back(block->block);
    blocks.erase(blocks.begin());  // the genesis block is in the store
    return blocks;
}

void count(benchmark::State& state, const chain::RawItems& last) {
    std::size_t bytes = 0;
    for (const SharedBytes& item : last) bytes += item.size();
    const auto items = static_cast<std::int64_t>(last.size());
    state.SetItemsProcessed(state.iterations() * items);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

void serve_headers(benchmark::State& state) {
    Filled filled;
    chain::HeaderQuery query;
    query.number = 600;
    query.amount = header_count;
    chain::RawItems items;
    for (auto _ : state) items = filled.store.headers(query, budget).value();
    count(state, items);
}

void serve_bodies(benchmark::State& state) {
    Filled filled;
    const auto hashes = test::hashes(filled.store, 600, 600 + body_count - 1);
    chain::RawItems items;
    for (auto _ : state) items = filled.store.bodies(hashes, budget).value();
    count(state, items);
}

void serve_receipts(benchmark::State& state) {
    Filled filled;
    const auto hashes = test::hashes(filled.store, 600, 600 + receipt_count - 1);
    chain::RawItems items;
    for (auto _ : state) items = filled.store.receipts(hashes, budget).value();
    count(state, items);
}

/// Each batch is one transaction, synced to the disk.
void append(benchmark::State& state) {
    const auto batch = static_cast<std::size_t>(state.range(0));
    const std::vector<chain::StoredBlock> blocks = blocks_of_the_chain();
    std::optional<test::Folder> folder;
    std::optional<Store> store;
    std::size_t next = blocks.size();
    std::int64_t appended = 0;
    for (auto _ : state) {
        if (next + batch > blocks.size()) {
            state.PauseTiming();
            const auto genesis = test::genesis_of("pow");
            store.reset();
            folder.emplace();
            store.emplace(Store::Location{folder->path(), test::test_map_bytes}, genesis.block,
                          genesis.head, make_logger("chainstore"));
            next = 0;
            state.ResumeTiming();
        }
        store->append(std::span{blocks}.subspan(next, batch)).value();
        next += batch;
        appended += static_cast<std::int64_t>(batch);
    }
    state.SetItemsProcessed(appended);
}

BENCHMARK(serve_headers);
BENCHMARK(serve_bodies);
BENCHMARK(serve_receipts);
BENCHMARK(append)->Arg(1)->Arg(128)->Arg(512)->UseRealTime();

}  // namespace
