#include "session.hpp"

#include <boost/scope_exit.hpp>

#include <api/async/settled.hpp>
#include <api/async/strand.hpp>
#include <kit/eth/messages/code.hpp>
#include <kit/eth/messages/envelope.hpp>
#include <kit/eth/types/limits.hpp>
#include <kit/handlers/handler_call.hpp>

namespace plexus::inline v1::eth {
namespace {

/// Requests that wait for their responses; with more, reading pauses (reth does so at four). No
/// client in use has 64 requests open; a request of 1024 hashes has 34 KiB.
constexpr PendingMessages::Bound soft_requests{4, 256 * 1024};
constexpr PendingMessages::Bound hard_requests{64, 1024 * 1024};

/// Gossip that waits for its handlers: a burst of transactions, or a few blocks with blobs.
constexpr PendingMessages::Bound soft_gossip{64, 4 * 1024 * 1024};
constexpr PendingMessages::Bound hard_gossip{256, 8 * 1024 * 1024};

/// Messages of NewBlockHashes that are read of one peer.
constexpr net::Rate block_hash_rate{.per_second = limits::block_hashes_per_second,
                                    .burst = limits::block_hashes_burst};

net::Reason refusal(const ErrorCode& error) {
    return error == Errc::timed_out ? net::Reason::read_timeout : net::Reason::subprotocol_error;
}

net::PeerEvent handshake_event(const ErrorCode& error) {
    return error == Errc::incompatible ? net::PeerEvent::incompatible
                                       : net::PeerEvent::handshake_failed;
}

}  // namespace

Session::Session(const SessionContext& context, net::ProtocolSessionPtr protocol)
    : context_(context),
      spec_(context.spec),
      runtime_(context.host.runtime()),
      protocol_(std::move(protocol)),
      peer_(protocol_->peer()),
      strand_(peer_->strand()),
      clock_(Clock::of(strand_)),
      requests_(strand_),
      latency_(context.request_timeout),
      tasks_(strand_),
      incoming_requests_(strand_, soft_requests, hard_requests),
      gossip_(strand_, soft_gossip, hard_gossip),
      room_(strand_),
      known_blocks_(limits::known_blocks),
      sent_blocks_(limits::known_blocks),
      known_transactions_(limits::known_transactions),
      block_hashes_(block_hash_rate) {
    protocol_->counters().set_deadline(latency_.deadline());
}

Session::~Session() = default;

std::uint32_t Session::version() const noexcept { return spec_.version; }

bool Session::speaks(std::uint64_t message_code) const noexcept {
    return spec_.messages.find(message_code) != nullptr;
}

Status Session::status() const {
    const std::scoped_lock lock(status_mutex_);
    return status_;
}

awaitable<net::Reason> Session::serve(net::Pipe& pipe) {
    PLEXUS_ON_STRAND(peer_->strand());
    const std::shared_ptr<Session> self = shared_from_this();
    pipe_ = &pipe;
    // However this ends: other plugins must no longer find the session, and calls that wait for a
    // response must end, because the peer no longer reads it.
    BOOST_SCOPE_EXIT_ALL(&) {
        pipe_ = nullptr;
        range_pause_.reset();
        watch_.reset();
        (void)protocol_->withdraw<Remote>();
        requests_.abandon_all();
    };

    const Result<void> agreed = co_await shake_hands();
    if (!agreed) co_return refuse_peer(agreed.error());
    const Result<void> offered = protocol_->offer<Remote>(self);
    if (!offered) co_return net::Reason::requested;  // the connection has ended meanwhile
    const net::Subscription heads = begin_tasks();

    // The watch must be able to end one handler call without ending the loop, so the coroutine that
    // works off gossip is cancelled by the watch alone.
    const asio::cancellation_state mine = co_await asio::this_coro::cancellation_state;
    if (mine.slot().is_connected()) {
        mine.slot().assign([this](asio::cancellation_type) { cancel(); });
    }
    std::exception_ptr problem;
    try {
        auto gossip = work_off(gossip_);
        const asio::cancellation_slot slot = watch_->slot();
        co_await await_apart(strand_, std::move(gossip), slot);
    } catch (...) {  // thrown on below, or it is our own cancellation
        if (!watch_->cancelled()) problem = std::current_exception();
    }
    if (problem) cancel();
    co_await asio::this_coro::throw_if_cancelled(false);  // the tasks are joined in any case
    co_await tasks_.join();
    if (problem) std::rethrow_exception(problem);
    co_return ending_.value_or(net::Reason::requested);
}

net::Subscription Session::begin_tasks() {
    watch_.emplace(strand_, handlers::call_limit);
    tasks_.spawn("eth receive", receive_messages());
    tasks_.spawn("eth respond", work_off(incoming_requests_));
    net::Subscription heads;
    if (spec_.messages.find(code::block_range_update) != nullptr) {
        heads = watch_heads();
        tell_range();  // the head may have moved since the handshake
    }
    return heads;
}

net::Reason Session::refuse_peer(const ErrorCode& error) {
    PLEXUS_LOG(context_.log, debug)
        << "handshake failed" << kv("peer", net::brief(peer_->node().id))
        << kv("error", error.message());
    const net::Reason reason = refusal(error);
    end(reason);
    if (error != Errc::peer_gone) protocol_->report(handshake_event(error));
    return reason;
}

/// A function of its own for each step would cost a coroutine for each message.
awaitable<void> Session::receive_messages() {
    BOOST_SCOPE_EXIT_ALL(&) { close(); };
    while (true) {
        Result<net::Message> message = co_await pipe_->receive();
        if (!message) break;  // the link has ended; its owner knows why
        while (must_wait(message->code)) co_await room_.wait();
        if (!sort(std::move(*message))) break;
    }
}

/// Ends the two that handle messages. While they wait for one they return; cancelling them, too,
/// would throw an exception in each of them at the end of every session.
void Session::close() {
    incoming_requests_.close();
    gossip_.close();
    if (busy_ > 0) cancel();
}

void Session::cancel() {
    tasks_.cancel();
    if (watch_) watch_->cancel();
}

std::string_view Session::name_of(std::uint64_t message_code) const noexcept {
    const MessageEntry* entry = spec_.messages.find(message_code);
    return entry != nullptr ? entry->name : "unknown";
}

Result<void> Session::send(std::uint64_t message_code, Bytes payload, net::Priority priority) {
    return post(net::make_message(message_code, std::move(payload)), priority);
}

Result<void> Session::post(net::SharedMessage message, net::Priority priority) {
    PLEXUS_LOG(context_.log, debug)
        << "message sent" << kv("name", name_of(message->code()))
        << kv("peer", net::brief(peer_->node().id)) << kv("bytes", message->size());
    return pipe_->post(std::move(message), priority);
}

/// Where messages of a kind wait for their turn; responses do not.
PendingMessages* Session::queue_of(const MessageEntry& entry) noexcept {
    if (entry.handling == Handling::response) return nullptr;
    return entry.handling == Handling::request ? &incoming_requests_ : &gossip_;
}

/// Whether reading pauses before a message: while a response is awaited it does not.
bool Session::must_wait(std::uint64_t message_code) noexcept {
    const MessageEntry* const entry = spec_.messages.find(message_code);
    const PendingMessages* const queue = entry != nullptr ? queue_of(*entry) : nullptr;
    return queue != nullptr && queue->above_soft() && requests_.size() == 0;
}

/// @returns false if the message ends the session
bool Session::sort(net::Message message) {
    PLEXUS_LOG(context_.log, debug)
        << "message received" << kv("name", name_of(message.code))
        << kv("peer", net::brief(peer_->node().id)) << kv("bytes", message.payload.size());
    const MessageEntry* const entry = spec_.messages.find(message.code);
    if (entry == nullptr || !is_of_fair_size(*entry, message.payload.size())) {
        end(net::Reason::protocol_breach);
        protocol_->report(net::PeerEvent::sent_garbage);
        return false;
    }
    PendingMessages* const queue = queue_of(*entry);
    if (queue == nullptr) return take_response(*entry, std::move(message.payload));
    const bool repeated =
        entry->handling == Handling::gossip && repeats_.has_sent(message.code, message.payload);
    if (repeated) return take_repeated(*entry, message.payload.size());
    if (queue->above_hard()) {
        drop(entry->name);
    } else {
        queue->push({.entry = entry, .payload = std::move(message.payload)});
    }
    return true;
}

/// Receipts that nobody requested end the session whatever their size.
bool Session::is_of_fair_size(const MessageEntry& entry, std::size_t bytes) noexcept {
    return entry.code == code::receipts || bytes <= limits::message_bytes;
}

void Session::drop(std::string_view message_name) {
    context_.metrics.dropped().add();
    PLEXUS_LOG(context_.log, debug) << "message dropped" << kv("peer", net::brief(peer_->node().id))
                                    << kv("name", message_name);
}

/// The same bytes bring nothing new, so they are not decoded again.
bool Session::take_repeated(const MessageEntry& entry, std::size_t bytes) {
    drop(entry.name);
    if (repeats_.tolerates(bytes, clock_.now())) return true;
    end(net::Reason::subprotocol_error);
    protocol_->report(net::PeerEvent::sent_garbage);
    return false;
}

bool Session::take_response(const MessageEntry& entry, SharedBytes payload) {
    const Result<std::uint64_t> id = peek_request_id(payload);
    if (!id) {
        end_because_of(entry, id.error());
        return false;
    }
    if (requests_.match(*id, entry.code, std::move(payload)) != Requests::Match::unrequested)
        return true;
    end(net::Reason::subprotocol_error);
    protocol_->report(net::PeerEvent::sent_unsolicited);
    return false;
}

awaitable<void> Session::work_off(PendingMessages& pending) {
    while (!pending.closed()) {
        std::optional<PendingMessages::Item> next = pending.pop();
        if (!next) {
            co_await pending.arrival();
            continue;
        }
        room_.notify();
        const MessageEntry* entry = next->entry;
        const Busy busy(*this);
        const Result<void> handled = co_await entry->handler(*this, std::move(next->payload));
        if (handled) continue;
        end_because_of(*entry, handled.error());
        co_return;
    }
}

/// Set before the caller reports the peer: a report may disconnect it with a reason of the policy,
/// and the reason given here is the more precise one.
void Session::end(net::Reason reason) {
    if (!ending_) {
        ending_ = reason;
        peer_->disconnect(reason);
    }
    cancel();
}

void Session::end_because_of(const MessageEntry& entry, const ErrorCode& error) {
    if (error == Errc::peer_gone) {
        end(net::Reason::requested);
        return;
    }
    PLEXUS_LOG(context_.log, debug) << "bad message" << kv("peer", net::brief(peer_->node().id))
                                    << kv("name", entry.name) << kv("error", error.message());
    const bool ours = error == Errc::storage_failed || error == Errc::overloaded;
    end(net::Reason::subprotocol_error);
    if (!ours) protocol_->report(net::PeerEvent::sent_garbage);
}

}  // namespace plexus::inline v1::eth
