#pragma once

#include <optional>

#include <api/net/local_node.hpp>
#include <api/net/transport.hpp>

#include <plugins/rlpx/counters.hpp>
#include "authenticated_stream.hpp"
#include "limits.hpp"

namespace plexus::rlpx {

/// What a handshake needs to know about this node.
struct Context {
    const net::LocalNode& local;
    Deadlines deadlines;
    Counters counters;

    Identity identity() const;
};

/// How a remote ended the exchange, where it said so.
using DisconnectReason = std::optional<net::Reason>;

/// From keys to a link: both Hellos, and both checks whether the remote is wanted. Whoever is
/// refused is told why.
/// @param seen      the remote's address, and for a dialled node its ports
/// @param disconnect_reason  if not null, set when the remote says goodbye in place of Hello
/// @errors          as net::Transport::dial
awaitable<Result<net::LinkPtr>> exchange_hellos(const Context& context,
                                                AuthenticatedStreamPtr session, net::Node seen,
                                                net::Hello ours, net::ConnectionFilter admit,
                                                DisconnectReason* disconnect_reason);

}  // namespace plexus::rlpx
