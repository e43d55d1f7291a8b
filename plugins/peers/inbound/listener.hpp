#pragma once

#include <list>
#include <memory>

#include <api/net/transport.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/peers/pool/pool.hpp>
#include "inbound_gate.hpp"
#include "pending_connections.hpp"

namespace plexus::peers {

/// Accepts incoming connections.
///
/// @thread  the pool's strand
class Listener {
public:
    Listener(Pool& pool, net::Transport& transport, Runtime& runtime, Metrics& metrics);

    /// Until cancelled, or the transport stops.
    awaitable<void> accept();

private:
    using IncomingConnection = std::unique_ptr<net::IncomingConnection>;

    /// A connection with a slot, which a newer connection may take over if the handshake is slow.
    struct PendingHandshake {
        SteadyTime since;
        InboundGate::Pass pass;
        PendingConnections::HostedPtr hosted{};
        std::list<PendingHandshake*>::iterator place{};
        bool waits = false;  ///< is in `handshakes_`
    };

    void consider(IncomingConnection incoming);
    bool make_room();
    void refuse(const asio::ip::address& from, net::RefusalCause cause);
    awaitable<void> receive(IncomingConnection incoming, bool exempt);
    awaitable<void> attend(IncomingConnection incoming, PendingHandshake& pending, bool& shed);
    awaitable<void> handshake(IncomingConnection incoming, std::vector<Offer>& offers,
                              net::LinkPtr& link);
    void give_back(PendingHandshake& pending);

    Pool& pool_;
    net::Transport& transport_;
    Runtime& runtime_;
    InboundGate gate_;
    std::list<PendingHandshake*> handshakes_;  ///< the oldest first; without exempt ones
    Counter& incoming_;
    Counter& refused_;
};

}  // namespace plexus::peers
