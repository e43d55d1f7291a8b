#pragma once

#include <api/net/local_node.hpp>
#include <api/net/memory_budget.hpp>
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
    std::shared_ptr<net::MemoryBudget> memory;  ///< of all links

    Identity identity() const;
};

/// From keys to a link: both Hellos, and both checks of the connection filter. A refused remote is
/// sent the reason.
/// @param seen  the remote's address, and for a dialled node its ports
/// @errors      as net::Transport::dial
awaitable<Result<net::LinkPtr>> exchange_hellos(const Context& context,
                                                AuthenticatedStreamPtr session, net::Node seen,
                                                net::Hello ours, net::ConnectionFilter filter);

}  // namespace plexus::rlpx
