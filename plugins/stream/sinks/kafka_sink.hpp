#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <api/core/log.hpp>

#include "bus_sink.hpp"

namespace plexus::stream {

/// Where Kafka is.
struct KafkaSettings {
    std::vector<std::string> brokers{};                             ///< "127.0.0.1:9092"
    std::vector<std::pair<std::string, std::string>> properties{};  ///< of librdkafka
    std::string node{};         ///< key of every message, so that a node's batches keep their order
    std::uint64_t network = 0;  ///< part of the topic
};

/// Publishes batches to the topics `plexus-<network>-<kind>`, with the id of the batch in the
/// header `plexus-id`. The producer is idempotent: the library sends again by itself, and the
/// broker drops what comes twice, but not across a restart of the node.
class KafkaSink final : public BusSink {
public:
    KafkaSink(KafkaSettings settings, Logger log);
    ~KafkaSink() override;

    void open(Results& results) override;
    bool ready() override;
    Sending send(const Message& message) override;
    bool poll() override;
    std::size_t window_bytes() const override;
    void close(std::chrono::steady_clock::time_point deadline) override;

private:
    struct Library;  // its types do not appear in a header

    void begin();
    bool begin_again();
    void recover();
    void delivered(std::uint64_t number, int error);
    void fail_all(const std::string& why);

    KafkaSettings settings_;
    Logger log_;
    Results* results_ = nullptr;
    std::unique_ptr<Library> library_;
    std::map<std::uint64_t, std::string> pending_;  // number to id
    std::uint64_t last_number_ = 0;
    bool complained_ = false;
};

}  // namespace plexus::stream
