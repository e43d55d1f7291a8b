#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include <plugins/nodestore/node_book.hpp>

using namespace plexus;
using namespace plexus::nodestore;

namespace {

const WallTime noon = WallTime{} + std::chrono::hours{400'000};

net::NodeUpdate news_of(std::uint32_t number) {
    net::NodeUpdate news;
    for (std::size_t i = 0; i < sizeof number; ++i) {
        news.node.id.bytes[i] = static_cast<std::uint8_t>(number >> 8 * i);
    }
    // Spread over the networks, as the nodes of a real chain are.
    const std::uint32_t address = (11U << 24U) + number * 2'654'435U;
    news.node.set({asio::ip::address_v4{address}, 30303, 30303});
    news.source = "discv4";
    news.at = noon;
    news.responded = true;
    return news;
}

std::vector<net::NodeUpdate> news_of_all(std::int64_t count) {
    std::vector<net::NodeUpdate> all;
    for (std::uint32_t i = 0; i < static_cast<std::uint32_t>(count); ++i) {
        all.push_back(news_of(i));
    }
    return all;
}

/// Discovery tells of one node after the other; the book keeps as many as it has places for.
void node_learnt_of(benchmark::State& state) {
    const std::vector<net::NodeUpdate> all = news_of_all(state.range(0));
    for (auto _ : state) {
        NodeBook book;
        for (const net::NodeUpdate& news : all) book.update(news);
        benchmark::DoNotOptimize(book.size());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// What is drawn at once to be dialled; a draw looks at each node of the book.
void node_drawn_from(benchmark::State& state) {
    NodeBook book;
    for (const net::NodeUpdate& news : news_of_all(state.range(0))) book.update(news);
    net::NodeQuery query;
    query.count = 32;
    query.order = net::NodeQuery::Order::random;
    for (auto _ : state) benchmark::DoNotOptimize(book.select(query, noon));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(book.size()));
}

BENCHMARK(node_learnt_of)->RangeMultiplier(10)->Range(100, 100'000);
BENCHMARK(node_drawn_from)->RangeMultiplier(10)->Range(100, 100'000);

}  // namespace
