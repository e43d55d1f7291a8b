#include "authenticated_stream.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <plugins/rlpx/link/base_protocol.hpp>

namespace plexus::rlpx {
namespace {

constexpr auto as_values = asio::as_tuple(asio::deferred);

awaitable<Result<void>> write_all(Socket& socket, BytesView bytes) {
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    auto written = asio::async_write(socket, buffer, as_values);
    const auto [error, count] = co_await std::move(written);
    if (error) co_return error;
    co_return Result<void>{};
}

awaitable<ErrorCode> read_exactly(Socket& socket, std::span<std::uint8_t> bytes) {
    const asio::mutable_buffer buffer(bytes.data(), bytes.size());
    auto read = asio::async_read(socket, buffer, as_values);
    const auto [error, count] = co_await std::move(read);
    co_return error;
}

/// An auth or ack as sent, with its size prefix; memory is taken for what the prefix allows, which
/// is at most max_handshake_packet.
awaitable<Result<Bytes>> read_packet(Socket& socket) {
    FixedBytes<size_prefix_bytes> prefix;
    const ErrorCode no_prefix = co_await read_exactly(socket, prefix.bytes);
    if (no_prefix) co_return no_prefix;
    const Result<std::size_t> size = packet_size(prefix);
    if (!size) co_return size.error();

    Bytes packet(prefix.begin(), prefix.end());
    packet.resize(size_prefix_bytes + *size);
    const std::span<std::uint8_t> rest = std::span{packet}.subspan(size_prefix_bytes);
    const ErrorCode no_rest = co_await read_exactly(socket, rest);
    if (no_rest) co_return no_rest;
    co_return Result<Bytes>(std::move(packet));
}

}  // namespace

AuthenticatedStream::AuthenticatedStream(Socket connected, const crypto::PublicKey& remote_key,
                                         const Secrets& secrets)
    : AuthenticatedStream(std::move(connected), remote_key, secrets,
                          crypto::AesBlock(secrets.mac)) {}

AuthenticatedStream::AuthenticatedStream(Socket connected, const crypto::PublicKey& remote_key,
                                         const Secrets& secrets, const crypto::AesBlock& mac)
    : socket(std::move(connected)),
      remote(remote_key),
      sealer(secrets.aes, FrameMac(mac, secrets.egress)),
      frames(FrameOpener(secrets.aes, FrameMac(mac, secrets.ingress))) {}

awaitable<Result<AuthenticatedStreamPtr>> authenticate_outbound(Socket socket, Identity ours,
                                                                crypto::PublicKey remote) {
    const Result<Initiator> initiator = Initiator::begin(ours, remote);
    if (!initiator) co_return initiator.error();
    const Result<void> sent = co_await write_all(socket, initiator->packet());
    if (!sent) co_return sent.error();
    const Result<Bytes> ack = co_await read_packet(socket);
    if (!ack) co_return ack.error();
    const Result<Secrets> secrets = initiator->finish(ours, *ack);
    if (!secrets) co_return secrets.error();
    co_return std::make_unique<AuthenticatedStream>(std::move(socket), remote, *secrets);
}

awaitable<Result<AuthenticatedStreamPtr>> authenticate_inbound(Socket socket, Identity ours) {
    const Result<Bytes> auth = co_await read_packet(socket);
    if (!auth) co_return auth.error();
    const Result<AcceptedAuth> response = accept_auth(ours, *auth);
    if (!response) co_return response.error();
    const Result<void> sent = co_await write_all(socket, response->packet);
    if (!sent) co_return sent.error();
    co_return std::make_unique<AuthenticatedStream>(std::move(socket), response->remote,
                                                    response->secrets);
}

awaitable<Result<void>> send_frame(AuthenticatedStream& session, std::uint64_t code,
                                   Bytes payload) {
    Bytes frame;
    session.sealer.seal(code, payload, frame);
    co_return co_await write_all(session.socket, frame);
}

awaitable<Result<Frame>> read_frame(AuthenticatedStream& session, std::size_t max_size) {
    while (true) {
        const Result<std::optional<Frame>> frame = session.frames.next(max_size);
        if (!frame) co_return frame.error();
        if (*frame) co_return **frame;
        const std::span<std::uint8_t> room = session.frames.room();
        const asio::mutable_buffer buffer(room.data(), room.size());
        auto read = session.socket.async_read_some(buffer, as_values);
        const auto [error, count] = co_await std::move(read);
        if (error) co_return error;
        session.frames.commit(count);
    }
}

awaitable<Result<void>> send_disconnect(AuthenticatedStream& session, net::Reason reason) {
    Bytes payload = encode_disconnect(reason);
    const Result<void> sent = co_await send_frame(session, code::disconnect, std::move(payload));
    if (sent) co_await drain(session.socket);
    co_return sent;
}

awaitable<void> drain(Socket& socket) {
    ErrorCode ended;
    socket.shutdown(Socket::shutdown_send, ended);
    std::array<std::uint8_t, 4096> scratch;
    const asio::mutable_buffer buffer(scratch.data(), scratch.size());
    while (!ended) {
        auto read = socket.async_read_some(buffer, as_values);
        const auto [error, count] = co_await std::move(read);
        ended = error;
    }
}

}  // namespace plexus::rlpx
