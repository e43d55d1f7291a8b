#pragma once

#include <api/net/transport.hpp>

#include "lane.hpp"
#include "memory_link.hpp"

namespace plexus::testing {

/// One end's part of the handshake of a wire.
struct HandshakeTerms {
    WireEnd wire;
    net::Hello ours{};
    net::Admission admit{};
    net::Node node{};  ///< the remote; without an id on the accepting side
    QueueLimits limits{};
};

/// Identities, then Hellos, with admission after each, as RLPx does it.
/// @errors Errc::timed_out, Errc::bad_key (somebody else answered), Errc::refused, eof
awaitable<Result<net::LinkPtr>> shake_hands(HandshakeTerms terms);

}  // namespace plexus::testing
