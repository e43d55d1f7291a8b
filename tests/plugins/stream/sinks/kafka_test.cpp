#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <boost/test/unit_test.hpp>
#include <thread>

#include <api/plugin/config_error.hpp>
#include <kit/testing/log_capture.hpp>
#include <plugins/stream/sinks/kafka_sink.hpp>

#include <tests/plugins/stream/things.hpp>

using namespace plexus;
using namespace plexus::stream;
using namespace plexus::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(stream_kafka)

namespace {

/// The library's own cluster of one broker, in this process.
class Cluster {
public:
    Cluster() {
        client_ = rd_kafka_new(RD_KAFKA_PRODUCER, rd_kafka_conf_new(), nullptr, 0);
        cluster_ = rd_kafka_mock_cluster_new(client_, 1);
    }
    ~Cluster() {
        rd_kafka_mock_cluster_destroy(cluster_);
        rd_kafka_destroy(client_);
    }
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    std::string address() const { return rd_kafka_mock_cluster_bootstraps(cluster_); }
    void stop() { rd_kafka_mock_broker_set_down(cluster_, 1); }
    void start() { rd_kafka_mock_broker_set_up(cluster_, 1); }

    /// The ids of the messages of a topic, and what is in the first of them.
    std::vector<std::string> ids(const std::string& topic, std::size_t count,
                                 std::string* first = nullptr) const {
        rd_kafka_conf_t* const configuration = rd_kafka_conf_new();
        rd_kafka_conf_set(configuration, "bootstrap.servers", address().c_str(), nullptr, 0);
        rd_kafka_t* const consumer = rd_kafka_new(RD_KAFKA_CONSUMER, configuration, nullptr, 0);
        rd_kafka_topic_t* const handle = rd_kafka_topic_new(consumer, topic.c_str(), nullptr);
        rd_kafka_queue_t* const queue = rd_kafka_queue_new(consumer);
        for (int partition = 0; partition < 4; ++partition) {
            rd_kafka_consume_start_queue(handle, partition, RD_KAFKA_OFFSET_BEGINNING, queue);
        }
        std::vector<std::string> result;
        for (int attempt = 0; attempt < 100 && result.size() < count; ++attempt) {
            rd_kafka_message_t* const message = rd_kafka_consume_queue(queue, 100);
            if (message == nullptr) continue;
            if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
                rd_kafka_headers_t* headers = nullptr;
                rd_kafka_message_headers(message, &headers);
                const void* id = nullptr;
                std::size_t size = 0;
                rd_kafka_header_get_last(headers, "plexus-id", &id, &size);
                result.emplace_back(static_cast<const char*>(id), size);
                if (first != nullptr && result.size() == 1) {
                    first->assign(static_cast<const char*>(message->payload), message->len);
                }
            }
            rd_kafka_message_destroy(message);
        }
        for (int partition = 0; partition < 4; ++partition) {
            rd_kafka_consume_stop(handle, partition);
        }
        rd_kafka_queue_destroy(queue);
        rd_kafka_topic_destroy(handle);
        rd_kafka_destroy(consumer);
        return result;
    }

private:
    rd_kafka_t* client_;
    rd_kafka_mock_cluster_t* cluster_;
};

struct Heard final : Results {
    void acked(std::string id, bool) override { arrived.push_back(std::move(id)); }
    void failed(std::string id, std::string) override { again.push_back(std::move(id)); }
    void refused(std::string, std::string) override { ++lost; }

    std::vector<std::string> arrived;
    std::vector<std::string> again;
    int lost = 0;
};

struct Stage {
    std::unique_ptr<KafkaSink> sink(std::vector<std::pair<std::string, std::string>> more = {}) {
        KafkaSettings settings;
        settings.brokers = {cluster.address()};
        settings.properties = std::move(more);
        settings.node = "abcd";
        settings.network = 56;
        auto result = std::make_unique<KafkaSink>(settings, make_logger("stream"));
        result->open(heard);
        return result;
    }
    void await(KafkaSink& sink, std::size_t count) {
        const auto end = std::chrono::steady_clock::now() + 20s;
        while (heard.arrived.size() < count && std::chrono::steady_clock::now() < end) {
            sink.poll();
            std::this_thread::yield();
        }
        BOOST_TEST(heard.arrived.size() == count);
    }

    LogCapture log;
    Cluster cluster;
    Heard heard;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_batch_is_one_message_of_its_kinds_topic_with_its_id) {
    Stage stage;
    const auto sink = stage.sink();
    BOOST_TEST((sink->send(message(1, "one")) == Sending::in_flight));
    BOOST_TEST((sink->send(message(2, "two")) == Sending::in_flight));
    stage.await(*sink, 2);

    std::string first;
    const auto ids = stage.cluster.ids("plexus-56-tx", 2, &first);
    BOOST_TEST((ids == std::vector<std::string>{"id-1", "id-2"}));
    BOOST_TEST(first == "one");
}

BOOST_AUTO_TEST_CASE(a_broker_that_was_away_gets_everything_once) {
    Stage stage;
    const auto sink =
        stage.sink({{"reconnect.backoff.ms", "10"}, {"reconnect.backoff.max.ms", "50"}});
    sink->send(message(1));
    stage.await(*sink, 1);
    stage.cluster.stop();
    for (std::uint64_t i = 2; i <= 50; ++i) {
        BOOST_TEST((sink->send(message(i)) == Sending::in_flight));
    }
    for (int i = 0; i < 1000; ++i) sink->poll();
    stage.cluster.start();
    stage.await(*sink, 50);

    BOOST_TEST(stage.heard.again.empty());
    BOOST_TEST(stage.cluster.ids("plexus-56-tx", 51).size() == 50);
}

BOOST_AUTO_TEST_CASE(what_is_too_large_is_refused_and_what_times_out_is_sent_again) {
    Stage stage;
    const auto sink = stage.sink({{"message.max.bytes", "2000"}, {"message.timeout.ms", "50"}});
    BOOST_TEST((sink->send(message(1, std::string(3000, 'x'))) == Sending::refused));
    BOOST_TEST(stage.log.count("a batch is larger than message.max.bytes allows") == 1);

    stage.cluster.stop();
    sink->send(message(2));
    const auto end = std::chrono::steady_clock::now() + 20s;
    while (stage.heard.again.empty() && std::chrono::steady_clock::now() < end) sink->poll();
    BOOST_TEST((stage.heard.again == std::vector<std::string>{"id-2"}));
}

BOOST_AUTO_TEST_CASE(a_property_that_is_none_is_named) {
    Stage stage;
    BOOST_CHECK_EXCEPTION(stage.sink({{"no.such", "1"}}), ConfigError,
                          [](const ConfigError& error) {
                              return std::string(error.what())
                                         .find(
                                             "No such configuration "
                                             "property: \"no.such\"") != std::string::npos;
                          });
}

BOOST_AUTO_TEST_SUITE_END()
