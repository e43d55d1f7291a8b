#pragma once

#include <api/net/transport.hpp>

#include "memory_link.hpp"
#include "memory_pipe.hpp"

namespace plexus::testing {

/// One end's part of the handshake of a wire.
struct HandshakeOptions {
    WireEnd wire;                    ///< moved into the link
    net::Hello ours{};               ///< what this end sends
    net::ConnectionFilter filter{};  ///< empty: every remote is accepted
    net::Node node{};                ///< the remote; without an id on the accepting side
    QueueLimits limits{};            ///< of the link
};

/// Identities, then Hellos, with the connection filter after each, as RLPx does it.
/// @errors Errc::timed_out, Errc::bad_key (another node than the dialled one), Errc::refused (by
/// us), the reason of a
///         remote that refuses, eof
awaitable<Result<net::LinkPtr>> shake_hands(HandshakeOptions options);

}  // namespace plexus::testing
