#pragma once

#include <api/net/transport.hpp>

#include "memory_link.hpp"
#include "memory_pipe.hpp"

namespace plexus::testing {

/// One end's part of the handshake of a wire.
struct HandshakeOptions {
    WireEnd wire;
    net::Hello ours{};
    net::ConnectionFilter admit{};
    net::Node node{};  ///< the remote; without an id on the accepting side
    QueueLimits limits{};
};

/// Identities, then Hellos, with admission after each, as RLPx does it.
/// @errors Errc::timed_out, Errc::bad_key (somebody else answered), Errc::refused, eof
awaitable<Result<net::LinkPtr>> shake_hands(HandshakeOptions options);

}  // namespace plexus::testing
