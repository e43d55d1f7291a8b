#pragma once

#include <optional>

#include <api/net/local_node.hpp>
#include <api/net/transport.hpp>

#include "counters.hpp"
#include "limits.hpp"
#include "session.hpp"

namespace plexus::rlpx {

/// What a handshake needs to know about this node.
struct Context {
    const net::LocalNode& local;
    Deadlines deadlines;
    Counters counters;

    Identity identity() const;
};

/// How a remote ended the exchange, where it said so.
using Farewell = std::optional<net::Reason>;

/// From keys to a link: both Hellos, and both questions whether the remote is wanted. Whoever is
/// refused is told why.
/// @param seen      the remote's address, and for a dialled node its ports
/// @param farewell  if not null, set when the remote says goodbye in place of Hello
/// @errors          as net::Transport::dial
awaitable<Result<net::LinkPtr>> greet(const Context& context, SessionPtr session, net::Node seen,
                                      net::Hello ours, net::Admission admit, Farewell* farewell);

}  // namespace plexus::rlpx
