#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <vector>

#include <kit/eth/messages/messages.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/eth/types/raw_block.hpp>
#include <kit/eth/types/raw_transaction.hpp>
#include <kit/eth/types/receipt.hpp>
#include <kit/eth/types/receipt_form.hpp>
#include <kit/snappy_block/snappy_block.hpp>

using namespace plexus;

// What a session does with each kind of message when it comes: the decoder alone, as the session
// calls it, on a message as large as this node requests or sends.

namespace {

/// The blocks of tests/data/pow.
const std::vector<eth::RawBlock>& blocks() {
    static const std::vector<eth::RawBlock> loaded = [] {
        std::ifstream file(PLEXUS_TEST_DATA "/pow/chain.rlp", std::ios::binary);
        if (!file) throw std::runtime_error("cannot open tests/data/pow/chain.rlp");
        const SharedBytes bytes{Bytes{std::istreambuf_iterator<char>(file), {}}};
        std::vector<eth::RawBlock> result;
        BytesView rest = bytes.view();
        while (!rest.empty()) {
            result.push_back(eth::split_block(bytes.slice(rlp::first(rest).value().raw)).value());
        }
        return result;
    }();
    return loaded;
}

std::vector<Hash256> hashes(std::size_t count) {
    std::vector<Hash256> result(count);
    for (std::size_t i = 0; i < count; ++i) {
        result[i].bytes.fill(static_cast<std::uint8_t>(i));
        result[i].bytes[1] = static_cast<std::uint8_t>(i >> 8U);
    }
    return result;
}

/// So many signed transactions of the chain; a message may hold none twice.
std::vector<eth::RawTransaction> transactions(std::size_t count) {
    std::vector<eth::RawTransaction> result;
    for (const eth::RawBlock& block : blocks()) {
        for (const eth::RawTransaction& item : eth::transactions_of(block).value()) {
            if (result.size() < count) result.push_back(item);
        }
    }
    return result;
}

std::vector<eth::TransactionAnnouncement> announcements() {
    std::vector<eth::TransactionAnnouncement> result;
    for (const Hash256& hash : hashes(eth::limits::announced_transactions)) {
        eth::TransactionAnnouncement& item = result.emplace_back();
        item.hash = hash;
        item.type = eth::transaction_type::dynamic_fee;
        item.size = 190;
    }
    return result;
}

/// Four receipts, each of two token transfers: the address and three topics of a log are hashed.
SharedBytes receipts_of_a_block() {
    eth::Receipt receipt;
    receipt.type = eth::transaction_type::dynamic_fee;
    receipt.succeeded = true;
    receipt.cumulative_gas = 60'000;
    for (int i = 0; i < 2; ++i) {
        eth::Log& log = receipt.logs.emplace_back();
        log.topics = hashes(3);
        log.data = Bytes(32, 0x11);
    }
    receipt.bloom = eth::bloom_of(receipt.logs);
    return SharedBytes{eth::encode_receipt_list({4, receipt})};
}

eth::ReceiptsResponse receipts(bool with_blooms) {
    SharedBytes list = receipts_of_a_block();
    if (!with_blooms) list = eth::without_blooms(list).value();
    eth::ReceiptsResponse response;
    response.blocks.assign(eth::limits::request_receipts, list);
    return response;
}

eth::Status status() {
    eth::Status result;
    result.version = 68;
    result.network_id = 56;
    result.total_difficulty = 1U << 24;
    result.latest = 120'000'000;
    result.head.bytes.fill(1);
    return result;
}

chain::RawItems headers() {
    chain::RawItems items;
    for (std::size_t i = 0; i < eth::limits::request_headers; ++i)
        items.push_back(blocks()[i].header);
    return items;
}

Bytes encode_headers() { return eth::encode_response(1, headers()); }

Bytes encode_bodies() {
    chain::RawItems items;
    for (std::size_t i = 0; i < eth::limits::request_bodies; ++i) {
        items.emplace_back(eth::body_list(blocks()[i]));
    }
    return eth::encode_response(1, items);
}

Bytes encode_node_data() {
    const chain::RawItems entries(eth::limits::request_node_data, SharedBytes{Bytes(532, 0x77)});
    return eth::encode_node_data(1, entries);
}

eth::ReceiptsQuery receipts_query() {
    eth::ReceiptsQuery query;
    query.hashes = hashes(eth::limits::request_receipts);
    return query;
}

Bytes encode_block_hashes() {
    eth::BlockAnnouncement one;
    one.number = 120'000'000;
    return eth::encode_new_block_hashes({&one, 1});
}

Bytes encode_header_query() {
    chain::HeaderQuery query;
    query.hash.emplace();
    query.amount = eth::limits::request_headers;
    return eth::encode_get_block_headers(1, query);
}

Bytes copy_of(BytesView view) { return {view.begin(), view.end()}; }

template <class Decode>
void decode(benchmark::State& state, const SharedBytes& payload, Decode read) {
    if (!read(payload)) std::abort();
    for (auto _ : state) benchmark::DoNotOptimize(read(payload));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(payload.size()));
}

/// `MESSAGE(name, bytes, function of a payload)`
#define MESSAGE(name, encoded, ...)                                     \
    void name(benchmark::State& state) {                                \
        decode(state, SharedBytes{encoded},                             \
               [](const SharedBytes& payload) { return __VA_ARGS__; }); \
    }                                                                   \
    BENCHMARK(name)

MESSAGE(status_v1, eth::status_v1.encode(status()), eth::status_v1.decode(payload));
MESSAGE(status_v2, eth::status_v2.encode(status()), eth::status_v2.decode(payload));
MESSAGE(new_block_hashes, encode_block_hashes(), eth::decode_new_block_hashes(payload));
MESSAGE(transactions_256, eth::encode_transactions(transactions(256)),
        eth::decode_transactions(payload));
MESSAGE(get_block_headers, encode_header_query(), eth::decode_get_block_headers(payload));
MESSAGE(block_headers_192, encode_headers(),
        eth::decode_block_headers(payload, eth::limits::request_headers));
MESSAGE(get_block_bodies_128, eth::encode_get_by_hash(1, hashes(eth::limits::request_bodies)),
        eth::decode_get_by_hash(payload));
MESSAGE(block_bodies_128, encode_bodies(),
        eth::decode_block_bodies(payload, eth::limits::request_bodies));
MESSAGE(new_block, eth::encode_new_block(blocks().back(), {}), eth::decode_new_block(payload));
MESSAGE(announcement_v1_4096, eth::encode_announcement_v1(announcements()),
        eth::decode_announcement_v1(payload));
MESSAGE(announcement_v2_4096, eth::encode_announcement_v2(announcements()),
        eth::decode_announcement_v2(payload));
MESSAGE(get_pooled_transactions_256, eth::encode_get_by_hash(1, hashes(256)),
        eth::decode_get_by_hash(payload));
MESSAGE(pooled_transactions_256, eth::encode_pooled_transactions(1, transactions(256)),
        eth::decode_pooled_transactions(payload, 256));
MESSAGE(node_data_256, encode_node_data(), eth::decode_node_data(payload, 256));
MESSAGE(get_receipts_v1_256, eth::encode_get_receipts_v1(1, receipts_query()),
        eth::decode_get_receipts_v1(payload));
MESSAGE(get_receipts_v3_256, eth::encode_get_receipts_v3(1, receipts_query()),
        eth::decode_get_receipts_v3(payload));
MESSAGE(receipts_v1_256, eth::encode_receipts_v1(1, receipts(true)),
        eth::decode_receipts_response_v1(payload, 256));
MESSAGE(receipts_v2_256, eth::encode_receipts_v1(1, receipts(false)),
        eth::decode_receipts_response_v1(payload, 256));
MESSAGE(receipts_v3_256, eth::encode_receipts_v3(1, receipts(false)),
        eth::decode_receipts_response_v3(payload, 256));
MESSAGE(block_range_update, eth::encode_block_range_update(eth::range_of(status())),
        eth::decode_block_range_update(payload));

// One block's receipts from one form to the other: for requesting from eth/69 on, and for serving.
MESSAGE(receipts_with_blooms, copy_of(receipts(false).blocks.front()), eth::with_blooms(payload));
MESSAGE(receipts_without_blooms, copy_of(receipts(true).blocks.front()),
        eth::without_blooms(payload));

#undef MESSAGE

/// The headers of the chain with as many bits in their blooms as those of busy blocks.
chain::RawItems busy_headers() {
    constexpr std::size_t bloom = 192;  // behind six hashes and addresses, and their RLP headers
    constexpr std::size_t bloom_bytes = 256;
    std::mt19937 random(1);
    chain::RawItems result;
    for (const SharedBytes& header : headers()) {
        Bytes bytes(header.view().begin(), header.view().end());
        for (std::size_t i = 0; i < bloom_bytes; ++i) {
            bytes[bloom + i] = static_cast<std::uint8_t>(random());
        }
        result.emplace_back(std::move(bytes));
    }
    return result;
}

/// Headers to be sent; `bytes` go into the frame. Argument: 0 for nearly empty blooms, 1 for full
/// ones.
void headers_to_send(benchmark::State& state,
                     net::CompressedPayload (*make)(const chain::RawItems&)) {
    const chain::RawItems items = state.range(0) == 0 ? headers() : busy_headers();
    std::size_t size = 0;
    for (auto _ : state) {
        const net::CompressedPayload payload = make(items);
        benchmark::DoNotOptimize(payload.bytes.data());
        size = payload.bytes.size();
    }
    state.counters["bytes"] = static_cast<double>(size);
}

BENCHMARK_CAPTURE(headers_to_send, by_snappy,
                  [](const chain::RawItems& items) {
                      net::CompressedPayload payload;
                      const Bytes plain = eth::encode_response(1, items);
                      payload.bytes.reserve(plain.size());
                      snappy_block::append_compressed(plain, payload.bytes);
                      return payload;
                  })
    ->Arg(0)
    ->Arg(1);
BENCHMARK_CAPTURE(headers_to_send, by_the_header_before,
                  [](const chain::RawItems& items) { return eth::join_headers(1, items); })
    ->Arg(0)
    ->Arg(1);

}  // namespace
