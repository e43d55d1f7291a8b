#include "kafka_sink.hpp"

#include <librdkafka/rdkafka.h>

#include <array>
#include <utility>

#include <api/plugin/config_error.hpp>

namespace plexus::stream {
namespace {

/// What may be in the library's queue and on its way.
constexpr std::size_t window = 8 * 1024 * 1024;
constexpr const char* id_header = "plexus-id";
constexpr int ends_at_once = 0;

/// What is set unless the operator says otherwise.
constexpr std::array<std::pair<const char*, const char*>, 7> defaults{{
    {"client.id", "plexus"},
    {"enable.idempotence", "true"},
    {"linger.ms", "5"},
    {"compression.codec", "lz4"},
    {"message.max.bytes", "10485760"},  // a block of BSC may have several MB
    {"queue.buffering.max.kbytes", "65536"},
    {"reconnect.backoff.max.ms", "1000"},  // a broker that is back is found within a second
}};

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
    return all;
}

/// @errors ConfigError; the configuration is then destroyed
void set(rd_kafka_conf_t* configuration, const char* name, const char* value) {
    std::array<char, 512> error{};
    if (rd_kafka_conf_set(configuration, name, value, error.data(), error.size()) ==
        RD_KAFKA_CONF_OK) {
        return;
    }
    rd_kafka_conf_destroy(configuration);
    throw ConfigError(std::string("Kafka refuses a setting: ") + error.data() +
                      "; change stream.kafka-properties or stream.kafka-brokers");
}

}  // namespace

struct KafkaSink::Library {
    ~Library() {
        if (producer == nullptr) return;
        rd_kafka_purge(producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
        rd_kafka_destroy(producer);
    }

    static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* sink) {
        static_cast<KafkaSink*>(sink)->delivered(reinterpret_cast<std::uint64_t>(message->_private),
                                                 message->err);
    }
    static void on_error(rd_kafka_t*, int error, const char* reason, void* sink) {
        auto& log = static_cast<KafkaSink*>(sink)->log_;
        PLEXUS_LOG(log, warn) << "trouble with Kafka; trying again"
                              << kv("error",
                                    rd_kafka_err2str(static_cast<rd_kafka_resp_err_t>(error)))
                              << kv("reason", std::string(reason));
    }
    /// Errors come to on_error() too; the library's own handler would write to standard error.
    static void on_log(const rd_kafka_t*, int, const char*, const char*) {}

    rd_kafka_t* producer = nullptr;
};

KafkaSink::KafkaSink(KafkaSettings settings, Logger log)
    : settings_(std::move(settings)), log_(std::move(log)) {}

KafkaSink::~KafkaSink() = default;

void KafkaSink::open(Results& results) {
    results_ = &results;
    begin();
}

void KafkaSink::begin() {
    rd_kafka_conf_t* const configuration = rd_kafka_conf_new();
    for (const auto& [name, value] : defaults) set(configuration, name, value);
    set(configuration, "bootstrap.servers", joined(settings_.brokers).c_str());
    for (const auto& [name, value] : settings_.properties) {
        set(configuration, name.c_str(), value.c_str());
    }
    set(configuration, "delivery.report.only.error", "false");  // acknowledgements are counted on
    rd_kafka_conf_set_opaque(configuration, this);
    rd_kafka_conf_set_dr_msg_cb(configuration, &Library::on_delivery);
    rd_kafka_conf_set_error_cb(configuration, &Library::on_error);
    rd_kafka_conf_set_log_cb(configuration, &Library::on_log);
    std::array<char, 512> error{};
    auto library = std::make_unique<Library>();
    library->producer = rd_kafka_new(RD_KAFKA_PRODUCER, configuration, error.data(), error.size());
    if (library->producer == nullptr) {
        rd_kafka_conf_destroy(configuration);
        throw ConfigError(std::string("cannot use Kafka: ") + error.data() +
                          "; change stream.kafka-properties");
    }
    library_ = std::move(library);
}

bool KafkaSink::ready() { return library_ != nullptr; }

Sending KafkaSink::send(const Message& message) {
    const std::string topic =
        "plexus-" + std::to_string(settings_.network) + '-' + std::string(name_of(message.kind));
    const std::uint64_t number = ++last_number_;
    // Not the variadic function: its macros are casts of C.
    std::array<rd_kafka_vu_t, 6> parts{};
    parts[0].vtype = RD_KAFKA_VTYPE_TOPIC;
    parts[0].u.cstr = topic.c_str();
    parts[1].vtype = RD_KAFKA_VTYPE_KEY;
    parts[1].u.mem = {const_cast<char*>(settings_.node.data()), settings_.node.size()};
    parts[2].vtype = RD_KAFKA_VTYPE_VALUE;
    parts[2].u.mem = {const_cast<char*>(message.bytes.data()), message.bytes.size()};
    parts[3].vtype = RD_KAFKA_VTYPE_HEADER;
    parts[3].u.header = {id_header, message.id.data(), static_cast<ssize_t>(message.id.size())};
    parts[4].vtype = RD_KAFKA_VTYPE_MSGFLAGS;
    parts[4].u.i = RD_KAFKA_MSG_F_COPY;
    parts[5].vtype = RD_KAFKA_VTYPE_OPAQUE;
    parts[5].u.ptr = reinterpret_cast<void*>(number);
    rd_kafka_error_t* const told =
        rd_kafka_produceva(library_->producer, parts.data(), parts.size());
    const rd_kafka_resp_err_t error = rd_kafka_error_code(told);  // null counts as no error
    if (told != nullptr) rd_kafka_error_destroy(told);
    if (error == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) {
        PLEXUS_LOG(log_, error) << "a batch is larger than message.max.bytes allows"
                                << kv("batch", message.id) << kv("bytes", message.bytes.size());
        return Sending::refused;
    }
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Sending::busy;
    pending_[number] = message.id;
    return Sending::in_flight;
}

bool KafkaSink::poll() {
    if (library_ == nullptr && !begin_again()) return false;
    rd_kafka_poll(library_->producer, ends_at_once);
    std::array<char, 256> reason{};
    if (rd_kafka_fatal_error(library_->producer, reason.data(), reason.size()) !=
        RD_KAFKA_RESP_ERR_NO_ERROR) {
        PLEXUS_LOG(log_, error) << "the Kafka producer has failed; beginning anew"
                                << kv("reason", std::string(reason.data()));
        recover();
    }
    return !pending_.empty();
}

std::size_t KafkaSink::window_bytes() const { return window; }

void KafkaSink::close(std::chrono::steady_clock::time_point) { library_.reset(); }

/// An idempotent producer that has failed stays so: another one sends what is pending.
void KafkaSink::recover() {
    library_.reset();
    fail_all("the producer has failed");
    (void)begin_again();  // or at a later poll()
}

/// @returns whether there is a producer
bool KafkaSink::begin_again() {
    try {
        begin();
        return true;
    } catch (const ConfigError& failure) {  // such as no thread that can be had
        if (!std::exchange(complained_, true)) {
            PLEXUS_LOG(log_, error) << "there is no Kafka producer; trying again"
                                    << kv("error", std::string(failure.what()));
        }
        return false;
    }
}

void KafkaSink::delivered(std::uint64_t number, int error) {
    const auto known = pending_.find(number);
    if (known == pending_.end()) return;
    std::string id = std::move(known->second);
    pending_.erase(known);
    const auto code = static_cast<rd_kafka_resp_err_t>(error);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return results_->acked(std::move(id), false);
    const std::string why = rd_kafka_err2str(code);
    if (code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE) return results_->refused(std::move(id), why);
    results_->failed(std::move(id), why);
}

void KafkaSink::fail_all(const std::string& why) {
    for (auto& [number, id] : pending_) results_->failed(std::move(id), why);
    pending_.clear();
}

}  // namespace plexus::stream
