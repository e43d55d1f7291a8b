#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/reason.hpp>

#include <plugins/rlpx/frames/frame_buffer.hpp>
#include "handshake.hpp"

namespace plexus::rlpx {

using Socket = asio::ip::tcp::socket;

/// A connection between auth and Hello: the remote has proved its key, frames can go both ways.
struct AuthenticatedStream {
    AuthenticatedStream(Socket connected, const crypto::PublicKey& remote_key,
                        const Secrets& secrets);

    Socket socket;
    crypto::PublicKey remote;
    FrameSealer sealer;
    FrameBuffer frames;

private:
    AuthenticatedStream(Socket connected, const crypto::PublicKey& remote_key,
                        const Secrets& secrets, const crypto::AesBlock& mac);
};

using AuthenticatedStreamPtr = std::unique_ptr<AuthenticatedStream>;

/// The handshake, without a deadline of its own. Whoever fails gets no response of any kind.
/// @errors  limit_exceeded, malformed, non_canonical, bad_key, bad_signature, the socket's error
awaitable<Result<AuthenticatedStreamPtr>> authenticate_outbound(Socket socket, Identity ours,
                                                                crypto::PublicKey remote);
awaitable<Result<AuthenticatedStreamPtr>> authenticate_inbound(Socket socket, Identity ours);

/// Writes one frame with an uncompressed payload.
awaitable<Result<void>> send_frame(AuthenticatedStream& session, std::uint64_t code, Bytes payload);

/// Reads one frame of at most `max_size`; its view holds until the next one is read.
awaitable<Result<Frame>> read_frame(AuthenticatedStream& session, std::size_t max_size);

/// Says why the connection ends and waits for the remote to have read it.
awaitable<Result<void>> send_disconnect(AuthenticatedStream& session, net::Reason reason);

/// Ends our half of the connection and throws away what comes until the remote has ended its own:
/// closing a socket with unread bytes would reset the connection, and the remote could lose our
/// Disconnect.
awaitable<void> drain(Socket& socket);

}  // namespace plexus::rlpx
