#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <api/plugin/host.hpp>

#include <plugins/stream/sinks/file_sink.hpp>

#include <plugins/stream/gather/collector.hpp>
#include <plugins/stream/gather/handlers.hpp>

namespace plexus::stream {

using namespace std::chrono_literals;

// The options of the plugin.

inline constexpr Option<std::vector<std::string>> sinks_option{
    .name = "sinks",
    .fallback = "stdout",
    .help = "where sightings go: stdout, file, socket, nats, kafka",
    .choices = {"stdout", "file", "socket", "nats", "kafka"}};
inline constexpr Option<std::vector<std::string>> kinds_option{
    .name = "kinds",
    .fallback = "block,block_hash,tx,tx_announce,vote,peers",
    .help = "what goes into the stream",
    .choices = {"block", "block_hash", "tx", "tx_announce", "vote", "peers"}};
inline constexpr Option<std::string> bodies_option{
    .name = "bodies",
    .fallback = "first",
    .help = "RLP of blocks and transactions: of the first sighting, of all, of none",
    .choices = {"first", "all", "none"}};
inline constexpr Option<std::string> node_name_option{
    .name = "node-name", .help = "what the stream calls this node; empty: its host's name"};
inline constexpr Option<std::chrono::milliseconds> interval_option{
    .name = "interval",
    .fallback = 100ms,
    .minimum = 1ms,
    .maximum = 1min,
    .help = "how long sightings are gathered; blocks are sent at once"};
inline constexpr Option<ByteSize> memory_option{
    .name = "memory",
    .fallback = 64_MiB,
    .minimum = 1_MiB,
    .maximum = 64_GiB,
    .help = "memory of each sink for what has not arrived; above it sightings are dropped"};
inline constexpr Option<std::string> spool_option{
    .name = "spool", .help = "folder in which batches for nats and kafka wait; empty: in memory"};
inline constexpr Option<ByteSize> spool_size_option{.name = "spool-size",
                                                    .fallback = 1_GiB,
                                                    .minimum = 1_MiB,
                                                    .maximum = 64_TiB,
                                                    .help = "bytes of each sink's spool"};

inline constexpr Option<std::string> file_option{
    .name = "file", .help = "file of the sink; empty: stream/sightings.jsonl in the data folder"};
inline constexpr Option<ByteSize> file_size_option{.name = "file-size",
                                                   .fallback = 256_MiB,
                                                   .minimum = 4_KiB,
                                                   .maximum = 64_TiB,
                                                   .help = "a file is complete at this size"};
inline constexpr Option<std::chrono::milliseconds> file_age_option{
    .name = "file-age",
    .fallback = 1h,
    .minimum = 1s,
    .maximum = std::chrono::days(366),
    .help = "or when it was begun this long ago"};
inline constexpr Option<std::size_t> file_keep_option{.name = "file-keep",
                                                      .fallback = 24,
                                                      .minimum = 1,
                                                      .maximum = 1'000'000,
                                                      .unit = "files",
                                                      .help = "complete files that stay"};
inline constexpr Option<std::string> file_compress_option{
    .name = "file-compress",
    .fallback = "gzip",
    .help = "how complete files are compressed",
    .choices = {"none", "gzip", "zstd"}};
inline constexpr Option<std::string> socket_option{
    .name = "socket", .help = "Unix socket of the sink; empty: stream.sock in the data folder"};

inline constexpr Option<std::vector<std::string>> nats_urls_option{
    .name = "nats-urls",
    .fallback = "nats://127.0.0.1:4222",
    .help = "servers of one NATS cluster; tls:// for TLS, user:password@ before the host"};
inline constexpr Option<std::string> nats_stream_option{
    .name = "nats-stream",
    .fallback = "PLEXUS",
    .help = "JetStream stream; made for the subjects plexus.> if it is not there"};
inline constexpr Option<ByteSize> nats_stream_size_option{
    .name = "nats-stream-size",
    .fallback = 8_GiB,
    .minimum = 1_MiB,
    .maximum = 64_TiB,
    .help = "bytes of a stream that is made; then the oldest go"};
inline constexpr Option<bool> nats_hold_option{
    .name = "nats-hold",
    .help = "a stream that is made refuses new batches when full, and keeps the old"};
inline constexpr Option<std::string> nats_credentials_option{
    .name = "nats-credentials", .help = "file with JWT and key, as nsc writes it; empty: none"};
inline constexpr Option<std::string> nats_ca_option{
    .name = "nats-ca", .help = "PEM file of the authority that signed the server's certificate"};

inline constexpr Option<std::vector<std::string>> kafka_brokers_option{
    .name = "kafka-brokers",
    .fallback = "127.0.0.1:9092",
    .help = "brokers of one Kafka cluster to begin with"};
inline constexpr Option<std::vector<std::string>> kafka_properties_option{
    .name = "kafka-properties", .help = "properties of librdkafka, as compression.codec=zstd"};

inline constexpr OptionList all_options{sinks_option,
                                        kinds_option,
                                        bodies_option,
                                        node_name_option,
                                        interval_option,
                                        memory_option,
                                        spool_option,
                                        spool_size_option,
                                        file_option,
                                        file_size_option,
                                        file_age_option,
                                        file_keep_option,
                                        file_compress_option,
                                        socket_option,
                                        nats_urls_option,
                                        nats_stream_option,
                                        nats_stream_size_option,
                                        nats_hold_option,
                                        nats_credentials_option,
                                        nats_ca_option,
                                        kafka_brokers_option,
                                        kafka_properties_option};

/// The kinds that the operator wants.
Kinds kinds_of(const std::vector<std::string>& names);

/// @pre the name is one of the choices
Bodies bodies_of(const std::string& name);

/// The operator's name for the node, or the host's.
std::string node_name_of(const std::string& given);

/// What the file sink is to do.
FileSettings file_settings(const Host& host);

/// Where the socket sink listens.
std::filesystem::path socket_path(const Host& host);

/// Checks the choice of sinks before anything is opened.
/// @errors ConfigError: there is none, one is named twice, or a stream or a socket has a name that
///         cannot be
void check_sinks(const Host& host);

}  // namespace plexus::stream
