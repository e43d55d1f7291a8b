#include "nats_sink.hpp"

#include <nats/nats.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>

#include <api/plugin/config_error.hpp>

namespace plexus::stream {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

/// Batches whose acknowledgement has not come may have this many bytes: the connection never stands
/// still at a round trip of 50 ms and 100 MB a second.
constexpr std::size_t window = 8 * 1024 * 1024;
constexpr std::int64_t connect_limit_ms = 2000;
constexpr std::int64_t reconnect_wait_ms = 250;
/// How soon a broker that says nothing counts as gone: two of these pings.
constexpr std::int64_t ping_interval_ms = 5000;
constexpr int most_unanswered_pings = 2;
/// How long the broker may take to tell of a stream or to make one.
constexpr std::int64_t stream_limit_ms = 2000;
/// How long to wait before the stream is looked for once more.
constexpr auto stream_pause = 1s;
/// In which the broker recognises a batch that is sent twice.
constexpr std::int64_t duplicates_ns = 120'000'000'000;
constexpr const char* all_subjects = "plexus.>";
constexpr std::string_view id_header = "Nats-Msg-Id";

/// Errors of the connection are seen by its status; the library's own handler would write them to
/// standard error.
void ignore_error(natsConnection*, natsSubscription*, natsStatus, void*) {}

struct Deleter {
    void operator()(natsOptions* options) const { natsOptions_Destroy(options); }
    void operator()(natsConnection* connection) const { natsConnection_Destroy(connection); }
    void operator()(natsSubscription* subscription) const {
        natsSubscription_Destroy(subscription);
    }
    void operator()(jsCtx* context) const { jsCtx_Destroy(context); }
    void operator()(natsMsg* message) const { natsMsg_Destroy(message); }
    void operator()(jsStreamInfo* info) const { jsStreamInfo_Destroy(info); }
};
template <class T>
using Owned = std::unique_ptr<T, Deleter>;

void check(natsStatus status, const char* option) {
    if (status == NATS_OK) return;
    throw ConfigError(std::string("NATS refuses its settings: ") + natsStatus_GetText(status) +
                      "; change stream." + option);
}

Owned<natsOptions> options_of(const NatsSettings& settings) {
    natsOptions* raw = nullptr;
    check(natsOptions_Create(&raw), "sinks");
    Owned<natsOptions> options(raw);
    std::vector<const char*> urls;
    for (const std::string& url : settings.urls) urls.push_back(url.c_str());
    check(natsOptions_SetServers(raw, urls.data(), static_cast<int>(urls.size())), "nats-urls");
    if (!settings.credentials.empty()) {
        check(natsOptions_SetUserCredentialsFromFiles(raw, settings.credentials.c_str(), nullptr),
              "nats-credentials");
    }
    if (!settings.certificate_authority.empty()) {
        check(natsOptions_SetSecure(raw, true), "nats-ca");
        check(natsOptions_LoadCATrustedCertificates(raw, settings.certificate_authority.c_str()),
              "nats-ca");
    }
    natsOptions_SetName(raw, "plexus");
    natsOptions_SetTimeout(raw, connect_limit_ms);
    natsOptions_SetMaxReconnect(raw, -1);
    natsOptions_SetReconnectWait(raw, reconnect_wait_ms);
    natsOptions_SetPingInterval(raw, ping_interval_ms);
    natsOptions_SetMaxPingsOut(raw, most_unanswered_pings);
    // What is not sent stays with the caller, which has a bound and perhaps a spool.
    natsOptions_SetReconnectBufSize(raw, 0);
    natsOptions_SetRetryOnFailedConnect(raw, true, nullptr, nullptr);
    natsOptions_SetErrorHandler(raw, ignore_error, nullptr);
    return options;
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
    return all;
}

}  // namespace

struct NatsSink::Library {
    Owned<natsConnection> connection;
    Owned<jsCtx> context;
    Owned<natsSubscription> acknowledgements;
    std::string inbox;
};

NatsSink::NatsSink(NatsSettings settings, Metrics& metrics, Logger log)
    : settings_(std::move(settings)),
      log_(std::move(log)),
      reconnects_(metrics.counter(
          {"plexus_stream_connections_total", "Connections with a broker that were established"},
          {{"sink", "nats"}})) {}

NatsSink::~NatsSink() = default;

void NatsSink::open(Results& results) {
    results_ = &results;
    library_ = std::make_unique<Library>();
    const Owned<natsOptions> options = options_of(settings_);
    natsConnection* connection = nullptr;
    const natsStatus status = natsConnection_Connect(&connection, options.get());
    library_->connection.reset(connection);
    if (status != NATS_OK && status != NATS_NOT_YET_CONNECTED) {
        throw ConfigError("cannot use NATS at " + joined(settings_.urls) + ": " +
                          natsStatus_GetText(status) +
                          "; change stream.nats-urls or stream.nats-credentials");
    }
    if (status == NATS_NOT_YET_CONNECTED) {
        PLEXUS_LOG(log_, warn) << "NATS is away; trying again"
                               << kv("urls", joined(settings_.urls));
    }
    natsInbox* inbox = nullptr;
    check(natsInbox_Create(&inbox), "sinks");
    library_->inbox = inbox;
    natsInbox_Destroy(inbox);
    natsSubscription* subscription = nullptr;
    check(natsConnection_SubscribeSync(&subscription, connection, (library_->inbox + ".*").c_str()),
          "sinks");
    library_->acknowledgements.reset(subscription);
    natsSubscription_SetPendingLimits(subscription, -1, -1);  // the window bounds it
    jsCtx* context = nullptr;
    check(natsConnection_JetStream(&context, connection, nullptr), "sinks");
    library_->context.reset(context);
}

Sending NatsSink::send(const Message& message) {
    std::string subject = "plexus." + std::to_string(settings_.network) + '.';
    subject += std::string(name_of(message.kind)) + '.' + settings_.node;
    const std::uint64_t number = ++last_number_;
    const std::string reply = library_->inbox + '.' + std::to_string(number);
    natsMsg* raw = nullptr;
    if (natsMsg_Create(&raw, subject.c_str(), reply.c_str(), message.bytes.data(),
                       static_cast<int>(message.bytes.size())) != NATS_OK) {
        return Sending::busy;
    }
    const Owned<natsMsg> owned(raw);
    if (natsMsgHeader_Set(raw, id_header.data(), message.id.c_str()) != NATS_OK) {
        return Sending::busy;
    }
    const natsStatus status = natsConnection_PublishMsg(library_->connection.get(), raw);
    if (status == NATS_MAX_PAYLOAD) {
        PLEXUS_LOG(log_, error)
            << "a batch is larger than the broker takes: raise max_payload there"
            << kv("batch", message.id) << kv("bytes", message.bytes.size())
            << kv("max_payload", natsConnection_GetMaxPayload(library_->connection.get()));
        return Sending::refused;
    }
    if (status != NATS_OK) return Sending::busy;
    pending_[number] = {message.id, std::chrono::steady_clock::now() + ack_limit};
    return Sending::in_flight;
}

bool NatsSink::poll() {
    look_at_connection();
    read_acknowledgements();
    fail_late(std::chrono::steady_clock::now());
    return !pending_.empty();
}

std::size_t NatsSink::window_bytes() const { return window; }

void NatsSink::close(std::chrono::steady_clock::time_point) {
    prepared_ = false;
    library_.reset();
}

void NatsSink::look_at_connection() {
    const bool connected =
        natsConnection_Status(library_->connection.get()) == NATS_CONN_STATUS_CONNECTED;
    if (connected && !connected_) {
        reconnects_.add();
        complained_ = false;
        std::array<char, 256> url{};
        natsConnection_GetConnectedUrl(library_->connection.get(), url.data(), url.size());
        PLEXUS_LOG(log_, info) << "connected with NATS" << kv("url", url.data());
    } else if (!connected && connected_) {
        PLEXUS_LOG(log_, warn) << "the connection with NATS is lost; trying again"
                               << kv("error", last_error());
        prepared_ = false;
        read_acknowledgements();
        fail_all("connection lost");
    }
    connected_ = connected;
    if (connected_ && !prepared_) prepare_stream();
}

/// Finds the stream or makes it.
void NatsSink::prepare_stream() {
    const Time now = std::chrono::steady_clock::now();
    if (now < next_try_) return;
    next_try_ = now + stream_pause;
    jsOptions limit;
    jsOptions_Init(&limit);
    limit.Wait = stream_limit_ms;
    jsErrCode code{};
    jsStreamInfo* info = nullptr;
    natsStatus status =
        js_GetStreamInfo(&info, library_->context.get(), settings_.stream.c_str(), &limit, &code);
    if (status != NATS_OK && code == JSStreamNotFoundErr) {
        std::array<const char*, 1> subjects{all_subjects};
        jsStreamConfig config;
        jsStreamConfig_Init(&config);
        config.Name = settings_.stream.c_str();
        config.Subjects = subjects.data();
        config.SubjectsLen = static_cast<int>(subjects.size());
        config.MaxBytes = static_cast<std::int64_t>(settings_.stream_bytes);
        config.Discard = settings_.hold ? js_DiscardNew : js_DiscardOld;
        config.Storage = js_FileStorage;
        config.Duplicates = duplicates_ns;
        status = js_AddStream(&info, library_->context.get(), &config, &limit, &code);
    }
    const Owned<jsStreamInfo> owned(info);
    prepared_ = status == NATS_OK;
    if (prepared_ || complained_) return;
    complained_ = true;
    PLEXUS_LOG(log_, error) << "the stream cannot be used; trying again"
                            << kv("stream", settings_.stream)
                            << kv("error", std::string(natsStatus_GetText(status)))
                            << kv("code", static_cast<int>(code)) << kv("detail", last_error());
}

void NatsSink::read_acknowledgements() {
    while (true) {
        natsMsg* raw = nullptr;
        if (natsSubscription_NextMsg(&raw, library_->acknowledgements.get(), 0) != NATS_OK) return;
        const Owned<natsMsg> message(raw);
        const std::string_view subject = natsMsg_GetSubject(raw);
        std::uint64_t number = 0;
        std::from_chars(subject.data() + subject.rfind('.') + 1, subject.data() + subject.size(),
                        number);
        const auto known = pending_.find(number);
        if (known == pending_.end()) continue;
        const std::string id = std::move(known->second.id);
        pending_.erase(known);
        if (natsMsg_IsNoResponders(raw)) {
            prepared_ = false;
            results_->failed(id, "there is no stream for the subject");
            continue;
        }
        const std::string_view text(natsMsg_GetData(raw),
                                    static_cast<std::size_t>(natsMsg_GetDataLength(raw)));
        take_acknowledgement(id, text);
    }
}

/// `{"stream":"PLEXUS","seq":7}`, perhaps with `"duplicate":true`, or with an `error`.
void NatsSink::take_acknowledgement(const std::string& id, std::string_view text) {
    boost::system::error_code malformed;
    const json::value parsed = json::parse(text, malformed);
    const json::object* const response = parsed.if_object();
    if (malformed || response == nullptr) {
        return results_->failed(id, "the acknowledgement cannot be read");
    }
    const json::value* const error = response->if_contains("error");
    if (error == nullptr) {
        const json::value* const duplicate = response->if_contains("duplicate");
        return results_->acked(id, duplicate != nullptr && *duplicate == json::value(true));
    }
    const json::object* const details = error->if_object();
    const json::value* const code = details == nullptr ? nullptr : details->if_contains("err_code");
    const bool too_large =
        code != nullptr && *code == json::value(JSStreamMessageExceedsMaximumErr);
    const std::string why = json::serialize(*error);
    // A stream that is full, or a broker in trouble, may take it later.
    if (too_large) return results_->refused(id, why);
    results_->failed(id, why);
}

void NatsSink::fail_late(Time now) {
    while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
        const std::string why = "no acknowledgement; last error: " + last_error();
        results_->failed(std::move(pending_.begin()->second.id), why);
        pending_.erase(pending_.begin());
    }
}

void NatsSink::fail_all(const std::string& why) {
    for (auto& [number, message] : pending_) results_->failed(std::move(message.id), why);
    pending_.clear();
}

std::string NatsSink::last_error() const {
    const char* text = nullptr;
    natsConnection_GetLastError(library_->connection.get(), &text);
    return text == nullptr ? "" : text;
}

}  // namespace plexus::stream
