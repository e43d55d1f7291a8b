#include "session.hpp"

#include <boost/scope_exit.hpp>

#include <api/async/strand.hpp>
#include <api/eth/remote.hpp>
#include <kit/rlp/writer.hpp>
#include <plugins/bsc/protocol/limits.hpp>

#include "code.hpp"

namespace plexus::inline v1::bsc {
namespace {

/// The longest wait for the eth session of the same peer. eth limits its handshake itself, to at
/// most a minute for each of its two steps; this limit is for a peer whose eth session never
/// begins.
constexpr std::chrono::seconds base_limit{150};

/// Requests that wait for their responses. BSC's nodes send one at a time.
constexpr std::size_t waiting_requests = 8;

/// `[version, extra]` with one zero byte as extra. Releases up to v1.6.4 wait for it.
Bytes cap_packet(std::uint32_t version) {
    rlp::Writer out;
    out.list([&] {
        out.u64(version);
        out.bytes(Bytes{0});
    });
    return out.take();
}

}  // namespace

BscSession::BscSession(const SessionContext& context, std::uint32_t version,
                       net::ProtocolSessionPtr protocol)
    : context_(context),
      version_(version),
      protocol_(std::move(protocol)),
      peer_(protocol_->peer()),
      strand_(peer_->strand()),
      tasks_(strand_),
      based_(strand_),
      votes_(strand_, limits::vote_batches),
      known_votes_(limits::known_votes),
      votes_received_(limits::votes_per_second),
      votes_sent_(limits::votes_per_second),
      check_(context.host),
      look_(strand_),
      foreign_(limits::foreign_votes_per_second),
      incoming_requests_(strand_, waiting_requests),
      bytes_served_(limits::bytes_per_second),
      requests_(strand_),
      latency_(context.request_timeout) {
    protocol_->counters().set_deadline(context.request_timeout);
}

BscSession::~BscSession() = default;

awaitable<net::Reason> BscSession::serve(net::Pipe& pipe) {
    PLEXUS_ON_STRAND(strand_);
    const std::shared_ptr<BscSession> self = shared_from_this();
    pipe_ = &pipe;
    // However this ends: other plugins must no longer find the session, and calls that wait for a
    // response must end.
    BOOST_SCOPE_EXIT_ALL(&) {
        pipe_ = nullptr;
        (void)protocol_->withdraw<Remote>();
        requests_.abandon_all();
    };
    // Sent at once and before all else; the peer's cap packet is not waited for.
    const Result<void> posted = post(code::cap, cap_packet(version_), net::Priority::control);
    if (!posted) co_return net::Reason::requested;
    tasks_.spawn("bsc base", follow_base());
    tasks_.spawn("bsc receive", receive_messages());
    tasks_.spawn("bsc votes", hand_on_votes());
    if (context_.relaying == Relaying::votes) tasks_.spawn("bsc waiting", wait_for_blocks());
    tasks_.spawn("bsc ranges", serve_requests());
    co_await tasks_.join();
    co_return ending_.value_or(net::Reason::requested);
}

/// Offers the session to other plugins when the handshake of eth is over, and ends it when the eth
/// session ends: a dependent capability is of no use alone.
awaitable<void> BscSession::follow_base() {
    const Result<std::shared_ptr<eth::Remote>> base = co_await peer_->when<eth::Remote>(base_limit);
    if (!base) {
        end(net::Reason::subprotocol_error);
        co_return;
    }
    has_base_ = true;
    based_.notify();
    const std::shared_ptr<BscSession> self = shared_from_this();
    const Result<void> offered = protocol_->offer<Remote>(self);
    if (!offered) co_return;  // the connection has ended meanwhile
    context_.sessions.add(self);
    PLEXUS_LOG(context_.log, debug)
        << "bsc session" << kv("peer", net::brief(peer_->node().id)) << kv("version", version_);
}

awaitable<void> BscSession::receive_messages() {
    while (!ending_) {
        Result<net::Message> message = co_await pipe_->receive();
        if (!message) break;  // the link has ended; its owner knows why
        take(std::move(*message));
    }
    tasks_.cancel();
}

void BscSession::take(net::Message message) {
    PLEXUS_ON_STRAND(strand_);
    PLEXUS_LOG(context_.log, debug)
        << "message received" << kv("name", code::name(message.code))
        << kv("peer", net::brief(peer_->node().id)) << kv("bytes", message.payload.size());
    switch (message.code) {
        case code::cap:
            return;  // its content is ignored: the version was agreed in Hello
        case code::votes:
            return take_votes(message.payload);
        case code::get_blocks_by_range:
            return take_request(message.payload);
        case code::blocks_by_range:
            return take_response(std::move(message.payload));
        default:
            refuse(message.code, make_error_code(Errc::unexpected_message));
    }
}

Result<void> BscSession::post(std::uint64_t message_code, Bytes payload, net::Priority priority) {
    PLEXUS_LOG(context_.log, debug)
        << "message sent" << kv("name", code::name(message_code))
        << kv("peer", net::brief(peer_->node().id)) << kv("bytes", payload.size());
    return pipe_->post(net::make_message(message_code, std::move(payload)), priority);
}

void BscSession::drop(std::uint64_t message_code) {
    context_.dropped.add();
    PLEXUS_LOG(context_.log, debug) << "message dropped" << kv("peer", net::brief(peer_->node().id))
                                    << kv("name", code::name(message_code));
}

void BscSession::refuse(std::uint64_t message_code, const ErrorCode& error) {
    PLEXUS_LOG(context_.log, debug)
        << "bad message" << kv("peer", net::brief(peer_->node().id))
        << kv("name", code::name(message_code)) << kv("error", error.message());
    end(net::Reason::subprotocol_error);
    protocol_->report(net::PeerEvent::sent_garbage);
}

/// Ends the connection before the caller reports the peer: the first reason counts, and the scoring
/// policy may disconnect the peer with another one.
void BscSession::end(net::Reason reason) {
    if (!ending_) ending_ = reason;
    peer_->disconnect(*ending_);
    tasks_.cancel();
}

}  // namespace plexus::inline v1::bsc
