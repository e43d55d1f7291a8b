#pragma once

#include <memory>

#include <api/net/transport.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/peers/pool/pool.hpp>
#include "inbound_gate.hpp"

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

    void admit(IncomingConnection incoming);
    void turn_away(const asio::ip::address& from, net::RefusalCause cause);
    awaitable<void> receive(IncomingConnection incoming, bool exempt);
    awaitable<void> handshake(IncomingConnection incoming, InboundGate::Pass& pass, bool& shed);
    void give_back(InboundGate::Pass& pass);

    Pool& pool_;
    net::Transport& transport_;
    Runtime& runtime_;
    InboundGate gate_;
    Counter& incoming_;
    Counter& turned_away_;
};

}  // namespace plexus::peers
