// The hub's life with its sentries: how they come, what they tell, and how they go.

#include <grpcpp/create_channel_posix.h>

#include <iostream>
#include <thread>

#include <plugins/sentry/convert.hpp>

#include "call.hpp"
#include "hub.hpp"

namespace plexus::sentry {
namespace {

using namespace std::chrono_literals;

/// Between two attempts to reach a sentry.
constexpr auto retry_pause = 1s;
/// Sentries at once: more than anybody runs behind one client.
constexpr std::size_t most_links = 64;
/// What waits for one stream of the client, as `--sentry.queue` of a sentry.
constexpr std::size_t queue_bytes = 64 * 1024 * 1024;

grpc::ChannelArguments channel_arguments() {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(largest_message);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, ping_interval_ms);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, ping_limit_ms);
    // Sentries that could be reached through one connection are still each their own.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    return arguments;
}

void log(const std::string& line) { std::clog << line + "\n" << std::flush; }

}  // namespace

Hub::Hub()
    : messages_(queue_bytes, dropped_messages_, streams_),
      events_(queue_bytes, dropped_events_, event_streams_) {}

Hub::~Hub() { stop(); }

void Hub::keep(const std::string& address) {
    auto channel =
        grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), channel_arguments());
    start(std::make_shared<Link>(address, std::move(channel)), true);
}

void Hub::take(int descriptor, const std::string& address) {
    auto channel =
        grpc::CreateCustomInsecureChannelFromFd(address, descriptor, channel_arguments());
    if (!start(std::make_shared<Link>(address, std::move(channel)), false)) {
        log("sentry " + address + " is turned away: there are " + std::to_string(most_links));
    }
}

bool Hub::start(const LinkPtr& link, bool again) {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || links_.size() >= most_links) return false;
    links_.push_back(link);
    ++threads_;
    std::thread([this, link, again] { run(link, again); }).detach();  // stop() awaits it
    return true;
}

void Hub::run(const LinkPtr& link, bool again) {
    std::string told;
    do {
        std::string problem = shake_hands(*link);
        if (problem.empty()) {
            attend(*link);
        } else if (problem != told) {
            log("sentry " + link->name() + ' ' + problem);
        }
        told = std::move(problem);
    } while (again && pause());
    const std::scoped_lock lock(mutex_);
    std::erase(links_, link);
    --threads_;
    changed_.notify_all();
}

bool Hub::pause() {
    std::unique_lock lock(mutex_);
    return !changed_.wait_for(lock, retry_pause, [this] { return stopping_; });
}

/// @returns what stands against it; empty if nothing does
std::string Hub::shake_hands(Link& link) {
    const auto handshake = call<proto::HandShakeReply>(link, [&](auto* context, auto* reply) {
        return link.stub().HandShake(context, google::protobuf::Empty(), reply);
    });
    if (!handshake.status.ok()) return "cannot be reached: " + handshake.status.error_message();
    std::optional<proto::StatusData> status;
    {
        const std::scoped_lock lock(mutex_);
        status = status_;
    }
    if (!status) return {};
    const auto told = call<proto::SetStatusReply>(link, [&](auto* context, auto* reply) {
        return link.stub().SetStatus(context, *status, reply);
    });
    return told.status.ok() ? "" : "does not fit the client: " + told.status.error_message();
}

/// Until the sentry ends its streams, or the hub does.
void Hub::attend(Link& link) {
    grpc::ClientContext events_context;
    grpc::ClientContext messages_context;
    if (!enlist(events_context)) return;
    if (enlist(messages_context)) {
        log("sentry " + link.name() + " has come");
        link.set_events(&events_context);
        link.set_ready(true);
        std::thread messages([&] {
            read_messages(link, messages_context);
            events_context.TryCancel();
        });
        const auto events = link.stub().PeerEvents(&events_context, proto::PeerEventsRequest());
        proto::PeerEvent event;
        while (events->Read(&event)) hear(link, event);
        messages_context.TryCancel();
        messages.join();
        (void)events->Finish();
        link.set_ready(false);
        link.set_events(nullptr);
        forget_peers(link);
        log("sentry " + link.name() + " has gone");
        withdraw(messages_context);
    }
    withdraw(events_context);
}

void Hub::read_messages(Link& link, grpc::ClientContext& context) {
    proto::MessagesRequest request;
    for (const MessageId id : to_client) request.add_ids(static_cast<std::int32_t>(id));
    const auto stream = link.stub().Messages(&context, request);
    auto message = std::make_shared<proto::InboundMessage>();
    while (stream->Read(message.get())) {
        const auto id = static_cast<MessageId>(message->id());
        const bool whole = id == MessageId::new_block || id == MessageId::transactions;
        if (!whole || seen_.insert(bytes_of(message->data()))) {
            messages_.push(message, is_response(id) ? Loss::forbidden : Loss::allowed);
        }
        message = std::make_shared<proto::InboundMessage>();
    }
    (void)stream->Finish();
}

void Hub::hear(Link& link, const proto::PeerEvent& event) {
    const net::NodeId peer = from_proto(event.peer_id());
    const bool connected = event.event_id() == 0;
    proto::PeerByIdReply found;
    if (connected) {
        proto::PeerByIdRequest request;
        *request.mutable_peer_id() = event.peer_id();
        found = call<proto::PeerByIdReply>(link, [&](auto* context, auto* reply) {
                    return link.stub().PeerById(context, request, reply);
                }).reply;
        if (!found.has_peer()) return;  // gone again
    }
    const std::scoped_lock lock(peers_mutex_);
    const bool had = !holders(peer).empty();
    connected ? link.add(peer, std::move(*found.mutable_peer())) : link.remove(peer);
    const bool has = !holders(peer).empty();
    if (had != has) tell(peer, event.event_id());
}

void Hub::forget_peers(Link& link) {
    const std::scoped_lock lock(peers_mutex_);
    for (const auto& [peer, known] : link.peers()) {
        link.remove(peer);
        if (holders(peer).empty()) tell(peer, 1);
    }
}

void Hub::tell(const net::NodeId& peer, std::int32_t event) {
    const auto message = std::make_shared<proto::PeerEvent>();
    *message->mutable_peer_id() = to_proto(peer);
    message->set_event_id(event);
    events_.push(message, Loss::forbidden);
}

bool Hub::enlist(grpc::ClientContext& context) {
    const std::scoped_lock lock(mutex_);
    if (!stopping_) reading_.insert(&context);
    return !stopping_;
}

void Hub::withdraw(grpc::ClientContext& context) {
    const std::scoped_lock lock(mutex_);
    reading_.erase(&context);
}

void Hub::stop() {
    messages_.close();
    events_.close();
    std::unique_lock lock(mutex_);
    stopping_ = true;
    for (grpc::ClientContext* const context : reading_) context->TryCancel();
    changed_.notify_all();
    changed_.wait(lock, [this] { return threads_ == 0; });
}

}  // namespace plexus::sentry
