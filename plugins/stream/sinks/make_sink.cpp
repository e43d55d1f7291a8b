#include "make_sink.hpp"

#include <unistd.h>

#include <api/plugin/config_error.hpp>

#include <plugins/stream/settings.hpp>
#ifdef PLEXUS_STREAM_KAFKA
#include "kafka_sink.hpp"
#endif
#ifdef PLEXUS_STREAM_NATS
#include "nats_sink.hpp"
#endif
#include "socket_sink.hpp"
#include "stdout_sink.hpp"

namespace plexus::stream {
namespace {

#ifdef PLEXUS_STREAM_NATS
std::unique_ptr<Sink> make_nats(Host& host, const Identity& identity) {
    NatsSettings settings;
    settings.servers = {host[nats_urls_option], host[nats_credentials_option], host[nats_ca_option],
                        host.name()};
    settings.stream = host[nats_stream_option];
    settings.stream_bytes = host[nats_stream_size_option].bytes;
    settings.hold = host[nats_hold_option];
    settings.node = to_hex(identity.node);
    settings.network = identity.network;
    return std::make_unique<NatsSink>(std::move(settings), host.metrics(), host.logger());
}
#else
std::unique_ptr<Sink> make_nats(Host&, const Identity&) {
    throw ConfigError("this build has no NATS: install libnats-dev and build stream again");
}
#endif

#ifdef PLEXUS_STREAM_KAFKA
std::unique_ptr<Sink> make_kafka(Host& host, const Identity& identity) {
    KafkaSettings settings;
    settings.brokers = host[kafka_brokers_option];
    if (settings.brokers.empty()) {
        throw ConfigError("stream.kafka-brokers is empty: name a broker");
    }
    for (const std::string& property : host[kafka_properties_option]) {
        const std::size_t equals = property.find('=');
        if (equals == std::string::npos) {
            throw ConfigError("stream.kafka-properties has " + property +
                              ", which is not NAME=VALUE");
        }
        settings.properties.emplace_back(property.substr(0, equals), property.substr(equals + 1));
    }
    settings.node = to_hex(identity.node);
    settings.network = identity.network;
    return std::make_unique<KafkaSink>(std::move(settings), host.logger());
}
#else
std::unique_ptr<Sink> make_kafka(Host&, const Identity&) {
    throw ConfigError("this build has no Kafka: install librdkafka-dev and build stream again");
}
#endif

}  // namespace

std::unique_ptr<Sink> make_sink(const std::string& name, Host& host, const Identity& identity) {
    if (name == "stdout") return std::make_unique<StdoutSink>(STDOUT_FILENO, host.logger());
    if (name == "file") return std::make_unique<FileSink>(file_settings(host), host.logger());
    if (name == "socket") {
        return std::make_unique<SocketSink>(socket_path(host), host.logger());
    }
    if (name == "nats") return make_nats(host, identity);
    return make_kafka(host, identity);
}

bool is_spooled(const std::string& name) noexcept { return name == "nats" || name == "kafka"; }

}  // namespace plexus::stream
