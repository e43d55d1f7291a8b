#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <kit/eth/messages/response.hpp>
#include <kit/eth/types/body.hpp>
#include <kit/eth/types/header.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/roots.hpp>

using namespace plexus;

namespace {

Bytes load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot open " + path);
    return Bytes{std::istreambuf_iterator<char>(file), {}};
}

/// The blocks of tests/data/pow, 1,250 of them with 1.8 transactions each in the mean.
struct Chain {
    std::vector<SharedBytes> headers;
    std::vector<SharedBytes> bodies;
    std::size_t header_bytes = 0;
    std::size_t body_bytes = 0;

    Chain() {
        const SharedBytes file{load(PLEXUS_TEST_DATA "/pow/chain.rlp")};
        BytesView rest = file.view();
        while (!rest.empty()) {
            const SharedBytes whole = file.slice(rlp::first(rest).value().raw);
            const eth::RawBlock block = eth::split_block(whole).value();
            headers.push_back(block.header);
            bodies.emplace_back(eth::body_list(block));
            header_bytes += headers.back().size();
            body_bytes += bodies.back().size();
        }
    }
};

const Chain& chain() {
    static const Chain loaded;
    return loaded;
}

void finish(benchmark::State& state, std::size_t bytes) {
    const auto blocks = static_cast<std::int64_t>(chain().headers.size());
    state.SetItemsProcessed(state.iterations() * blocks);
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
}

/// Every field of a header.
void decode_headers(benchmark::State& state) {
    for (auto _ : state) {
        for (const SharedBytes& header : chain().headers) {
            benchmark::DoNotOptimize(eth::decode_header(header));
        }
    }
    finish(state, chain().header_bytes);
}

/// Every field of every transaction and uncle.
void decode_bodies(benchmark::State& state) {
    for (auto _ : state) {
        for (const SharedBytes& body : chain().bodies) {
            benchmark::DoNotOptimize(eth::decode_body(body));
        }
    }
    finish(state, chain().body_bytes);
}

/// What a session does with a BlockBodies message: form alone.
void decode_block_bodies(benchmark::State& state) {
    constexpr std::size_t count = 128;
    const std::span<const SharedBytes> row{chain().bodies.data(), count};
    const SharedBytes message{eth::encode_response(1, row)};
    for (auto _ : state) benchmark::DoNotOptimize(eth::decode_block_bodies(message, count));
    state.SetItemsProcessed(state.iterations() * std::int64_t{count});
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(message.size()));
}

/// What sync does with a body: the roots that its header commits to.
void check_bodies(benchmark::State& state) {
    std::vector<eth::Header> headers;
    for (const SharedBytes& raw : chain().headers) {
        headers.push_back(eth::decode_header(raw).value());
    }
    for (auto _ : state) {
        for (std::size_t i = 0; i < headers.size(); ++i) {
            benchmark::DoNotOptimize(eth::check_body(headers[i], chain().bodies[i]));
        }
    }
    finish(state, chain().body_bytes);
}

BENCHMARK(decode_headers);
BENCHMARK(decode_bodies);
BENCHMARK(decode_block_bodies);
BENCHMARK(check_bodies);

}  // namespace
