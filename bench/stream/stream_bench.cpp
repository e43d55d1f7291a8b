// What a sighting costs: from the columns of one message of a peer to the bytes that a sink gets.
// Each message announces 100 transactions, which a node with many peers has seen before from
// others.

#include <benchmark/benchmark.h>

#include <kit/crypto/random.hpp>
#include <kit/testing/fake_peer.hpp>
#include <plugins/stream/encoding/json_lines.hpp>
#include <plugins/stream/encoding/protobuf.hpp>
#include <plugins/stream/gather/collector.hpp>

using namespace plexus;
using namespace plexus::stream;

namespace {

constexpr std::size_t hashes_in_message = 100;
constexpr std::size_t peer_count = 50;
/// Of a batch that is closed for its size.
constexpr std::size_t messages_in_batch = 12;

IdentityPtr bench_identity() {
    Identity identity;
    identity.network = 56;
    identity.node_name = "fra-1";
    identity.boot = crypto::random_u64();
    return std::make_shared<const Identity>(identity);
}

/// Announcements and whom they are from.
struct Traffic {
    Traffic() {
        for (std::size_t i = 0; i < peer_count; ++i) {
            net::Node node;
            crypto::random_bytes(node.id.bytes);
            net::Endpoint at;
            at.address = asio::ip::make_address("192.0.2.1");
            at.tcp_port = 30303;
            node.set(at);
            auto peer = std::make_shared<testing::FakePeer>(loop, node);
            peer->name = "Geth/v1.13.15-stable/linux-amd64/go1.21.6";
            peer->capabilities = {{"eth", 68, 17, 0, ""}};
            peers.push_back(std::move(peer));
        }
        record.at_us = 1'795'723'588'049'123;
        record.hashes.resize(hashes_in_message * Hash256::size_bytes);
        crypto::random_bytes(record.hashes);
        record.types.assign(hashes_in_message, 2);
        record.sizes.assign(hashes_in_message, 300);
    }

    /// The next message, with other hashes than the last ones once every peer has sent one.
    Record next() {
        if (++sent % peer_count == 0) crypto::random_bytes(record.hashes);
        return record;
    }
    const net::Peer& from() const { return *peers[sent % peer_count]; }

    testing::Loop loop;
    std::vector<std::shared_ptr<testing::FakePeer>> peers;
    Record record;
    std::size_t sent = 0;
};

/// A closed batch, as the collector makes it.
BatchPtr closed_batch() {
    Traffic traffic;
    BatchPtr closed;
    Collector collector(bench_identity(), Bodies::none, [&](BatchPtr batch) { closed = batch; });
    for (std::size_t i = 0; i < messages_in_batch; ++i) {
        Record record = traffic.next();
        collector.add(Kind::tx_announce, traffic.from(), std::move(record));
    }
    collector.flush();
    return closed;
}

void show(benchmark::State& state, std::size_t sightings, std::size_t bytes) {
    const auto all = static_cast<double>(state.iterations()) * static_cast<double>(sightings);
    state.counters["sighting"] =
        benchmark::Counter(all, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
    if (bytes == 0) return;
    state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(sightings);
}

/// On the strand of the peer: the copy of the columns, the look at what was seen before.
void gather(benchmark::State& state) {
    Traffic traffic;
    Collector collector(bench_identity(), Bodies::none, [](BatchPtr) {});
    for ([[maybe_unused]] const auto turn : state) {
        Record record = traffic.next();
        collector.add(Kind::tx_announce, traffic.from(), std::move(record));
    }
    show(state, hashes_in_message, 0);
}
BENCHMARK(gather);

/// On the thread of the sink.
void encode_columns(benchmark::State& state) {
    const BatchPtr batch = closed_batch();
    std::size_t bytes = 0;
    for ([[maybe_unused]] const auto turn : state) bytes = protobuf_of(*batch, 0).size();
    show(state, batch->sightings, bytes);
}
BENCHMARK(encode_columns);

void encode_json_lines(benchmark::State& state) {
    const BatchPtr batch = closed_batch();
    std::size_t bytes = 0;
    for ([[maybe_unused]] const auto turn : state) bytes = json_lines_of(*batch).size();
    show(state, batch->sightings, bytes);
}
BENCHMARK(encode_json_lines);

}  // namespace
