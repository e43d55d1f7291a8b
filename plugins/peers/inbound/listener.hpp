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

    /// A connection that has a place, and may lose it to a newcomer if it takes long.
    struct Arrival {
        SteadyTime since;
        InboundGate::Pass pass;
        PendingConnections::Hosted hosted = nullptr;
        std::list<Arrival*>::iterator place{};
        bool waits = false;  ///< is in `arrivals_`
    };

    void admit(IncomingConnection incoming);
    bool make_room();
    void turn_away(const asio::ip::address& from, net::RefusalCause cause);
    awaitable<void> receive(IncomingConnection incoming, bool exempt);
    awaitable<void> handshake(IncomingConnection incoming, Arrival& arrival, bool& shed);
    void give_back(Arrival& arrival);

    Pool& pool_;
    net::Transport& transport_;
    Runtime& runtime_;
    InboundGate gate_;
    std::list<Arrival*> arrivals_;  ///< the oldest first; without those that are exempt
    Counter& incoming_;
    Counter& turned_away_;
};

}  // namespace plexus::peers
