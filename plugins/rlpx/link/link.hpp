#pragma once

#include <api/net/transport.hpp>

#include <plugins/rlpx/handshake/authenticated_stream.hpp>
#include <plugins/rlpx/handshake/hello_exchange.hpp>

namespace plexus::rlpx {

/// Makes a link of a session after Hello.
/// @param executor  the strand that the link and all calls to it belong to
/// @param our_p2p   the version in our Hello, which like theirs decides on compression
net::LinkPtr open_link(const Executor& executor, const Context& context,
                       AuthenticatedStreamPtr session, net::Node seen, std::uint64_t our_p2p,
                       net::Hello theirs);

}  // namespace plexus::rlpx
