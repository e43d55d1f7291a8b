#include "nats_sink.hpp"

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
/// Acknowledgements that wait here at most: more than the window has batches. One that is dropped
/// is as one that is late.
constexpr int most_acks = 65'536;
constexpr int most_acks_bytes = 16 * 1024 * 1024;
/// And so many are read at a time, whatever comes to the inbox.
constexpr int acks_at_once = 4096;
/// How long the broker may take to tell of a stream or to make one.
constexpr std::int64_t stream_limit_ms = 2000;
/// How long to wait before the stream is looked for once more.
constexpr auto stream_pause = 1s;
/// In which the broker recognises a batch that is sent twice.
constexpr std::int64_t duplicates_ns = 120'000'000'000;
constexpr const char* all_subjects = "plexus.>";
constexpr std::string_view id_header = "Nats-Msg-Id";

void check(natsStatus status) {
    if (status == NATS_OK) return;
    throw ConfigError(std::string("cannot use NATS: ") + natsStatus_GetText(status) +
                      "; change stream.sinks");
}

}  // namespace

struct NatsSink::Library {
    nats::Owned<natsConnection> connection;
    nats::Owned<jsCtx> context;
    nats::Owned<natsSubscription> acknowledgements;
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
    library_->connection = nats::connect(settings_.servers);
    natsConnection* const connection = library_->connection.get();
    if (!nats::is_connected(connection)) tell_why_away();
    natsInbox* inbox = nullptr;
    check(natsInbox_Create(&inbox));
    library_->inbox = inbox;
    natsInbox_Destroy(inbox);
    natsSubscription* subscription = nullptr;
    check(
        natsConnection_SubscribeSync(&subscription, connection, (library_->inbox + ".*").c_str()));
    library_->acknowledgements.reset(subscription);
    natsSubscription_SetPendingLimits(subscription, most_acks, most_acks_bytes);
    jsCtx* context = nullptr;
    check(natsConnection_JetStream(&context, connection, nullptr));
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
    const nats::Owned<natsMsg> owned(raw);
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
    const bool connected = nats::is_connected(library_->connection.get());
    if (connected && !connected_) {
        reconnects_.add();
        why_away_.clear();
        complained_ = false;
        PLEXUS_LOG(log_, info) << "connected with NATS"
                               << kv("url", nats::connected_url(library_->connection.get()));
    } else if (!connected && connected_) {
        why_away_ = last_error();
        PLEXUS_LOG(log_, warn) << "the connection with NATS is lost; trying again"
                               << kv("error", why_away_);
        prepared_ = false;
        read_acknowledgements();
        fail_all("connection lost");
    }
    connected_ = connected;
    if (!connected_) tell_why_away();
    if (connected_ && !prepared_) prepare_stream();
}

/// Each reason once: a server that has come may refuse what is wrong in the settings.
void NatsSink::tell_why_away() {
    std::string why = last_error();
    if (why == why_away_) return;
    why_away_ = std::move(why);
    PLEXUS_LOG(log_, warn) << "NATS is away; trying again"
                           << kv("urls", nats::to_string(settings_.servers.urls))
                           << kv("error", why_away_);
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
    const nats::Owned<jsStreamInfo> owned(info);
    prepared_ = status == NATS_OK;
    if (prepared_ || complained_) return;
    complained_ = true;
    PLEXUS_LOG(log_, error) << "the stream cannot be used; trying again"
                            << kv("stream", settings_.stream)
                            << kv("error", std::string(natsStatus_GetText(status)))
                            << kv("code", static_cast<int>(code)) << kv("detail", last_error());
}

void NatsSink::read_acknowledgements() {
    for (int i = 0; i < acks_at_once; ++i) {
        natsMsg* raw = nullptr;
        const natsStatus status =
            natsSubscription_NextMsg(&raw, library_->acknowledgements.get(), 0);
        if (status == NATS_SLOW_CONSUMER) continue;  // told once, after some were dropped
        if (status != NATS_OK) return;
        const nats::Owned<natsMsg> message(raw);
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
    const std::string why =
        "no acknowledgement: is the broker slow, or are the subjects of the stream others?";
    while (!pending_.empty() && pending_.begin()->second.deadline <= now) {
        results_->failed(std::move(pending_.begin()->second.id), why);
        pending_.erase(pending_.begin());
    }
}

void NatsSink::fail_all(const std::string& why) {
    for (auto& [number, message] : pending_) results_->failed(std::move(message.id), why);
    pending_.clear();
}

std::string NatsSink::last_error() const {
    std::string error = nats::last_error(library_->connection.get());
    return error.empty() ? "no response" : error;
}

}  // namespace plexus::stream
