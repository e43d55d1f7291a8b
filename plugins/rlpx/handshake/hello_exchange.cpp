#include "hello_exchange.hpp"

#include <optional>

#include <api/async/within.hpp>

#include <plugins/rlpx/link/base_protocol.hpp>
#include <plugins/rlpx/link/inbound.hpp>
#include <plugins/rlpx/link/link.hpp>

namespace plexus::rlpx {
namespace {

/// Why a Hello is refused: the error for us, and the reason for the remote.
struct Refusal {
    ErrorCode error{};
    std::optional<net::Reason> reason{};
};

Refusal breach(const ErrorCode& error) { return {error, reason_for(error)}; }

/// The reason to refuse a remote, if there is one: the pool refuses it, or it is this node itself.
std::optional<net::Reason> judge(const Context& context, const net::NodeId& remote,
                                 const net::ConnectionFilter& filter) {
    if (remote == context.local.id()) return net::Reason::connected_to_self;
    return filter ? filter(remote) : std::nullopt;
}

/// Reads a frame that must be Hello. A Disconnect may come instead, anything else may not.
Result<net::Hello> expect_hello(const Frame& frame, Refusal& refusal) {
    if (frame.code == code::disconnect) return make_error_code(decode_disconnect(frame.payload));
    Result<net::Hello> hello = make_error_code(Errc::unexpected_message);
    if (frame.code == code::hello) hello = decode_hello(frame.payload);
    if (hello) return hello;
    refusal = breach(hello.error());
    if (hello.error() == Errc::bad_key) refusal.reason = net::Reason::invalid_identity;
    return hello;
}

/// Sends our Hello without waiting for the remote's: both sides may send at once.
awaitable<Result<net::Hello>> exchange(AuthenticatedStream& session, Bytes ours, Refusal& refusal) {
    const Result<void> sent = co_await send_frame(session, code::hello, std::move(ours));
    if (!sent) co_return sent.error();
    const Result<Frame> frame = co_await read_frame(session, max_base_frame);
    if (!frame) {
        if (frame.error().category() == plexus_category()) refusal = breach(frame.error());
        co_return frame.error();
    }
    co_return expect_hello(*frame, refusal);
}

awaitable<ErrorCode> refuse(const Context& context, AuthenticatedStream& session, Refusal refusal) {
    if (refusal.reason) {
        auto disconnect = send_disconnect(session, *refusal.reason);
        co_await within(context.deadlines.disconnect, std::move(disconnect));
    }
    co_return refusal.error;
}

}  // namespace

Identity Context::identity() const {
    return {local.id(), [this](const crypto::PublicKey& theirs) -> Result<Hash256> {
                const Result<net::CurvePoint> point = local.ecdh(theirs);
                if (!point) return point.error();
                return *Hash256::from(point->view().first(Hash256::size_bytes));  // x
            }};
}

awaitable<Result<net::LinkPtr>> exchange_hellos(const Context& context,
                                                AuthenticatedStreamPtr session, net::Node seen,
                                                net::Hello ours, net::ConnectionFilter filter) {
    Refusal refusal{Errc::refused, judge(context, session->remote, filter)};
    if (refusal.reason) co_return co_await refuse(context, *session, refusal);

    refusal = {};
    ours.id = context.local.id();
    ours.listen_port = context.local.node().endpoint().tcp_port;
    Bytes encoded = encode_hello(ours);
    auto exchanged = exchange(*session, std::move(encoded), refusal);
    Result<net::Hello> theirs = co_await within(context.deadlines.hello, std::move(exchanged));
    if (!theirs) {
        refusal.error = theirs.error();
        co_return co_await refuse(context, *session, refusal);
    }
    refusal = {Errc::refused, judge(context, session->remote, filter)};
    if (theirs->id != session->remote) refusal.reason = net::Reason::unexpected_identity;
    if (refusal.reason) co_return co_await refuse(context, *session, refusal);

    const Executor executor = co_await asio::this_coro::executor;
    co_return open_link(executor, context, std::move(session), std::move(seen), ours.p2p_version,
                        std::move(*theirs));
}

}  // namespace plexus::rlpx
