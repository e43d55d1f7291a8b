// stream_load URL SPOOL SECONDS RATE: publishes made-up announcements of 50 peers to NATS, RATE
// messages of ten hashes a second, and prints "done <boot> <last sequence> <dropped> <longest call
// in microseconds>". For tests that kill it or the broker.

#include <atomic>
#include <chrono>
#include <iostream>
#include <thread>

#include <boost/log/core.hpp>

#include <kit/crypto/random.hpp>
#include <plugins/stream/delivery/worker.hpp>
#include <plugins/stream/gather/collector.hpp>
#include <plugins/stream/sinks/nats_sink.hpp>

#include "things.hpp"

using namespace plexus;
using namespace plexus::stream;
using namespace std::chrono_literals;

namespace {

constexpr std::uint8_t peer_count = 50;

IdentityPtr load_identity() {
    Identity identity;
    identity.network = 1337;
    identity.node.bytes.fill(0xcd);
    identity.node_name = "load";
    identity.boot = crypto::random_u64();
    return std::make_shared<const Identity>(identity);
}

Record random_record() {
    Record record;
    record.at_us = std::chrono::duration_cast<std::chrono::microseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
    record.hashes.resize(10 * Hash256::size_bytes);
    crypto::random_bytes(record.hashes);
    record.types.assign(10, 2);
    record.sizes.assign(10, 300);
    return record;
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 5) return 2;
    boost::log::core::get()->set_logging_enabled(false);  // the last line is read by a program
    const IdentityPtr identity = load_identity();
    Metrics metrics;
    NatsSettings nats;
    nats.urls = {arguments[1]};
    nats.stream_bytes = 1 << 30;
    nats.node = to_hex(identity->node);
    nats.network = identity->network;
    WorkerSettings settings;
    settings.name = "nats";
    settings.memory_bytes = 64 << 20;
    if (*arguments[2] != '\0') settings.spool = arguments[2];
    settings.spool_bytes = 1 << 30;
    Worker worker(std::make_unique<NatsSink>(nats, metrics, make_logger("stream")), settings,
                  metrics, make_logger("stream"));
    worker.start();
    std::uint64_t last = 0;
    Collector collector(identity, Bodies::none, [&](BatchPtr batch) {
        last = batch->sequence;
        worker.put(std::move(batch));
    });

    testing::Loop loop;
    std::vector<std::shared_ptr<testing::FakePeer>> peers;
    for (std::uint8_t i = 1; i <= peer_count; ++i) peers.push_back(testing::peer(loop, i));
    const auto begin = std::chrono::steady_clock::now();
    const auto end = begin + std::chrono::seconds(std::atoi(arguments[3]));
    const int rate = std::atoi(arguments[4]);
    std::chrono::steady_clock::duration longest{};
    for (int tick = 0; std::chrono::steady_clock::now() < end; ++tick) {
        for (int i = 0; i < rate / 100; ++i) {
            const auto before = std::chrono::steady_clock::now();
            collector.add(Kind::tx_announce, *peers[static_cast<std::size_t>(i) % peer_count],
                          random_record());
            longest = std::max(longest, std::chrono::steady_clock::now() - before);
        }
        collector.flush();
        std::this_thread::sleep_until(begin + tick * 10ms);
    }
    collector.flush();
    worker.stop(60s);
    const Labels labels{{"sink", "nats"}};
    const auto told = [&](const char* name) {
        return static_cast<std::uint64_t>(metrics.value(name, labels));
    };
    std::cout << "done "
              << to_hex(BytesView(reinterpret_cast<const std::uint8_t*>(&identity->boot), 8)) << ' '
              << last << " acked " << told("plexus_stream_acked_batches_total") << " resent "
              << told("plexus_stream_resent_batches_total") << " duplicate "
              << told("plexus_stream_duplicate_batches_total") << " dropped "
              << metrics.value("plexus_stream_dropped_sightings_total",
                               {{"sink", "nats"}, {"kind", "tx_announce"}})
              << " longest_call_us "
              << std::chrono::duration_cast<std::chrono::microseconds>(longest).count() << '\n';
}
