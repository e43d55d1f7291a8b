// stream_load nats|kafka ADDRESS SPOOL SECONDS RATE: publishes made-up announcements of 50 peers,
// RATE messages of ten hashes a second, until SIGTERM or for so long. Prints "at <Unix
// microseconds> <boot> <last sequence> <batches that have arrived>" ten times a second, and in the
// end "done <boot> <last sequence>" and what became of it. For tests that kill it or the broker.

#include <atomic>
#include <chrono>
#include <csignal>
#include <iostream>
#include <stdexcept>
#include <thread>

#include <boost/log/core.hpp>

#include <kit/crypto/random.hpp>
#include <plugins/stream/delivery/worker.hpp>
#include <plugins/stream/gather/collector.hpp>
#include <plugins/stream/sinks/nats_sink.hpp>
#ifdef WITH_KAFKA
#include <plugins/stream/sinks/kafka_sink.hpp>
#endif

#include "things.hpp"

using namespace plexus;
using namespace plexus::stream;
using namespace std::chrono_literals;

namespace {

constexpr std::uint8_t peer_count = 50;
/// Five minutes of it: nothing is to be dropped for want of memory while a broker starts.
constexpr std::size_t memory = std::size_t{256} << 20;

std::atomic<bool> ended = false;

IdentityPtr load_identity() {
    Identity identity;
    identity.network = 1337;
    identity.node.bytes.fill(0xcd);
    identity.node_name = "load";
    identity.boot = crypto::random_u64();
    return std::make_shared<const Identity>(identity);
}

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Record random_record() {
    Record record;
    record.at_us = now_us();
    record.hashes.resize(10 * Hash256::size_bytes);
    crypto::random_bytes(record.hashes);
    record.types.assign(10, 2);
    record.sizes.assign(10, 300);
    return record;
}

std::unique_ptr<Sink> make_nats(const std::string& address, const Identity& identity,
                                Metrics& metrics) {
    NatsSettings settings;
    settings.servers.urls = {address};
    settings.stream_bytes = 1 << 30;
    settings.node = to_hex(identity.node);
    settings.network = identity.network;
    return std::make_unique<NatsSink>(settings, metrics, make_logger("stream"));
}

std::unique_ptr<Sink> make_kafka([[maybe_unused]] const std::string& address,
                                 [[maybe_unused]] const Identity& identity) {
#ifdef WITH_KAFKA
    KafkaSettings settings;
    settings.brokers = {address};
    settings.node = to_hex(identity.node);
    settings.network = identity.network;
    return std::make_unique<KafkaSink>(settings, make_logger("stream"));
#else
    throw std::runtime_error("built without Kafka");
#endif
}

std::uint64_t batches(const Metrics& metrics, const std::string& bus, const std::string& what) {
    return static_cast<std::uint64_t>(
        metrics.value("plexus_stream_" + what + "_batches_total", {{"sink", bus}}));
}

void show(const Metrics& metrics, const std::string& bus) {
    for (const char* what : {"acked", "resent", "duplicate"}) {
        std::cout << ' ' << what << ' ' << batches(metrics, bus, what);
    }
    std::cout << " dropped "
              << metrics.value("plexus_stream_dropped_sightings_total",
                               {{"sink", bus}, {"kind", "tx_announce"}});
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 6) return 2;
    const std::string bus = arguments[1];
    const std::string address = arguments[2];
    const std::string spool = arguments[3];
    const std::chrono::seconds limit(std::atoi(arguments[4]));
    const int rate = std::atoi(arguments[5]);
    std::signal(SIGTERM, [](int) { ended = true; });
    boost::log::core::get()->set_logging_enabled(false);  // the last line is read by a program

    const IdentityPtr identity = load_identity();
    Metrics metrics;
    WorkerSettings settings;
    settings.name = bus;
    settings.memory_bytes = memory;
    if (!spool.empty()) settings.spool = spool;
    settings.spool_bytes = 1 << 30;
    std::unique_ptr<Sink> sink =
        bus == "nats" ? make_nats(address, *identity, metrics) : make_kafka(address, *identity);
    Worker worker(std::move(sink), settings, metrics, make_logger("stream"));
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
    std::chrono::steady_clock::duration longest{};
    for (int tick = 0; !ended && std::chrono::steady_clock::now() < begin + limit; ++tick) {
        for (int i = 0; i < rate / 100; ++i) {
            const auto before = std::chrono::steady_clock::now();
            collector.add(Kind::tx_announce, *peers[static_cast<std::size_t>(i) % peer_count],
                          random_record());
            longest = std::max(longest, std::chrono::steady_clock::now() - before);
        }
        collector.flush();
        if (tick % 10 == 0) {
            std::cout << "at " << now_us() << ' ' << identity->boot << ' ' << last << ' '
                      << batches(metrics, bus, "acked") << std::endl;
        }
        std::this_thread::sleep_until(begin + tick * 10ms);
    }
    collector.flush();
    worker.stop(300s);  // Kafka takes a minute to be itself again on a busy machine
    std::cout << "done " << identity->boot << ' ' << last;
    show(metrics, bus);
    std::cout << " longest_call_us "
              << std::chrono::duration_cast<std::chrono::microseconds>(longest).count() << '\n';
}
