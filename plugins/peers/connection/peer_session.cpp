#include "peer_session.hpp"

#include <boost/asio/error.hpp>
#include <boost/scope_exit.hpp>
#include <boost/system/system_error.hpp>

#include <api/async/strand.hpp>
#include <api/async/within.hpp>
#include <kit/handlers/exception_text.hpp>

#include "capability_session.hpp"

namespace plexus::peers {
namespace {

using net::PeerEvent;
using net::Reason;
using namespace std::chrono_literals;

/// How long the Disconnect of a stopping node may take. The link has a shorter limit of its own.
constexpr Duration disconnect_limit = 2s;

/// How long capabilities may take for the messages that arrived before the end. They need one turn
/// of the loop; the limit is for a capability that waits for something else.
constexpr Duration remaining_limit = 1s;

/// The reason sent to a peer whose link failed with this error.
/// @spec go-ethereum p2p/peer.go: breach for bad codes and messages, nothing for a broken network
Reason reason_for(const ErrorCode& error) {
    if (error == Errc::timed_out) return Reason::read_timeout;
    const bool breach = error == Errc::malformed || error == Errc::non_canonical ||
                        error == Errc::limit_exceeded || error == Errc::unexpected_message;
    return breach ? Reason::protocol_breach : Reason::network_error;
}

/// The event that the error is for the scoring policy. The MAC was verified, so this peer has sent
/// it.
std::optional<PeerEvent> event_for(const ErrorCode& error) {
    if (error == Errc::malformed || error == Errc::non_canonical ||
        error == Errc::unexpected_message) {
        return PeerEvent::sent_garbage;
    }
    if (error == Errc::limit_exceeded) return PeerEvent::sent_bad_data;
    if (error == Errc::timed_out) return PeerEvent::timed_out;
    return std::nullopt;
}

std::string task_name(const CapabilityPipe& pipe, const Connection& connection) {
    const net::CapabilityInfo& info = pipe.agreement().info;
    return info.name + '/' + std::to_string(info.version) + ' ' + net::brief(connection.id());
}

}  // namespace

PeerSession::PeerSession(std::shared_ptr<Connection> connection, net::LinkPtr link,
                         std::vector<Agreement> agreements, Context context)
    : connection_(std::move(connection)),
      clock_(Clock::of(connection_->strand())),
      link_(std::move(link)),
      context_(std::move(context)),
      memory_(std::make_shared<net::MemoryShare>(context_.memory)),
      mux_(std::move(agreements), *link_, *connection_, memory_),
      tasks_(connection_->strand()),
      capability_ended_(connection_->strand()) {}

PeerSession::~PeerSession() { connection_->on_leaving(nullptr); }

awaitable<Ending> PeerSession::serve() {
    PLEXUS_ON_STRAND(connection_->strand());
    tasks_.spawn("read " + net::brief(connection_->id()), read());
    for (CapabilityPipe& pipe : mux_.pipes()) {
        tasks_.spawn(task_name(pipe, *connection_), speak(pipe));
    }
    connection_->on_leaving([this] { shed(); });
    shed();  // what has left since the capabilities were agreed on
    while (!connection_->ending()) co_await connection_->change();
    Ending ending = *connection_->ending();
    mux_.close();
    if (ending.by == Side::theirs) co_await handle_remaining();
    tasks_.cancel();
    if (ending.by == Side::ours) co_await send_disconnect(ending);
    connection_->publish(link_->stats());
    connection_->retire();
    co_return ending;
}

/// Sends the Disconnect. A remote that has ended the connection itself reads none.
awaitable<void> PeerSession::send_disconnect(Ending& ending) {
    try {
        co_await within(disconnect_limit, link_->close(ending.reason));
    } catch (const boost::system::system_error& error) {
        ending.detail += error.what();  // sending it failed; the reason stays
    }
}

/// Ends what is spoken of a capability that leaves the node; a peer with which nothing else is
/// spoken goes with it.
void PeerSession::shed() {
    if (!connection_->connected()) return;
    for (const net::Capability* capability : connection_->leaving()) {
        if (mux_.withdraw(*capability)) continue;
        connection_->end({.reason = Reason::requested,
                          .by = Side::ours,
                          .detail = "a capability has left this node",
                          .shed = true});
        return;
    }
}

/// Lets the capabilities handle the messages that arrived before the end: a Status that we refuse
/// tells more about a peer than the Disconnect right after it.
awaitable<void> PeerSession::handle_remaining() {
    co_await within(remaining_limit,
                    remaining_handled());  // a capability that is not done by then is cancelled
}

awaitable<void> PeerSession::remaining_handled() {
    while (speaking_ > 0) co_await capability_ended_.wait();
}

/// While the node holds too much for this peer nothing more is read from it.
/// @returns false if the peer was ended because its capabilities take nothing
awaitable<bool> PeerSession::await_memory() {
    const SteadyTime until = clock_.now() + context_.message_timeout;
    while (!memory_->has_room(1)) {
        const Duration left = until - clock_.now();
        const Result<void> room = co_await within(left, memory_->await_room(1));
        if (room) continue;
        connection_->end(
            {.reason = Reason::too_many_peers, .detail = "no memory for the peer's messages"});
        co_return false;
    }
    co_return true;
}

// Each coroutine that a message passes through costs more than what is done in it, so the usual way
// has one, and the others are for waits.
awaitable<void> PeerSession::read() {
    const net::SizeLimit limit = mux_.limit();
    while (true) {
        if (!memory_->has_room(1) && !co_await await_memory()) co_return;
        Result<net::Message> message = co_await link_->receive(limit);
        connection_->publish(link_->stats());
        if (!message) {
            lost(message.error());
            co_return;
        }
        CapabilityPipe& pipe = *mux_.find(message->code);
        if (deliver(pipe, *message)) continue;
        if (!co_await await_delivery(pipe, std::move(*message))) co_return;
    }
}

/// Hands a message to its capability.
/// @returns false if that has to wait; only the message's code is changed then
bool PeerSession::deliver(CapabilityPipe& pipe, net::Message& message) {
    if (pipe.withdrawn()) return true;
    message.code -= pipe.agreement().offset;
    pipe.record().received(message.code, message.payload.size(), clock_.now());
    return pipe.receive_queue().try_put(message);
}

/// @returns false if the peer was ended meanwhile
awaitable<bool> PeerSession::await_delivery(CapabilityPipe& pipe, net::Message message) {
    const Result<void> put =
        co_await within(context_.message_timeout, pipe.receive_queue().put(std::move(message)));
    if (put || pipe.withdrawn()) co_return true;
    if (put.error() == Errc::timed_out) {
        PLEXUS_LOG(context_.log, warn) << "a capability does not take its messages"
                                       << kv("task", task_name(pipe, *connection_));
        connection_->end({.reason = Reason::subprotocol_error, .detail = "capability stalled"});
    }
    co_return false;
}

void PeerSession::lost(const ErrorCode& error) {
    if (const std::optional<Reason> disconnect_reason = link_->disconnect_reason()) {
        connection_->end({.reason = *disconnect_reason, .by = Side::theirs});
        return;
    }
    if (const std::optional<PeerEvent> event = event_for(error)) report(*event);
    const bool gone = error == asio::error::eof || error == asio::error::connection_reset;
    connection_->end({.reason = reason_for(error),
                      .by = gone ? Side::theirs : Side::ours,
                      .detail = error.message()});
}

/// What is seen of a peer beneath its capabilities is reported by the base protocol.
/// @spec RLPx, "p2p" Capability
void PeerSession::report(PeerEvent event) {
    net::PeerReport report = event;
    report.capability = "p2p";
    report.version = static_cast<std::uint32_t>(link_->remote().p2p_version);
    connection_->report(std::move(report));
}

awaitable<void> PeerSession::speak(CapabilityPipe& pipe) {
    ++speaking_;
    BOOST_SCOPE_EXIT_ALL(&) {
        --speaking_;
        capability_ended_.notify();
        pipe.release();
    };
    std::string failure;
    try {
        net::ProtocolSessionPtr session =
            std::make_shared<CapabilitySession>(connection_, pipe.record());
        const Reason reason = co_await pipe.agreement().capability->serve(std::move(session), pipe);
        if (!pipe.withdrawn()) connection_->end({.reason = reason});
        co_return;
    } catch (...) {  // whatever another plugin throws
        failure = handlers::text_of(std::current_exception());
    }
    if (connection_->connected() && !pipe.withdrawn()) {  // else it is our own doing
        PLEXUS_LOG(context_.log, warn)
            << "a capability failed" << kv("task", task_name(pipe, *connection_))
            << kv("error", failure);
        connection_->end({.reason = Reason::subprotocol_error, .detail = failure});
    }
}

}  // namespace plexus::peers
