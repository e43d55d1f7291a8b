#pragma once

#include <memory>

#include <api/net/transport.hpp>
#include <api/plugin/runtime.hpp>

#include <plugins/peers/pool/pool.hpp>
#include "inbound_gate.hpp"

namespace plexus::peers {

/// Takes those who come.
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
    awaitable<void> receive(IncomingConnection incoming);
    awaitable<void> handshake(IncomingConnection incoming, InboundGate::Pass& pass);
    void give_back(InboundGate::Pass& pass);

    Pool& pool_;
    net::Transport& transport_;
    Runtime& runtime_;
    InboundGate gate_;
    Metric& incoming_;
    Metric& turned_away_;
};

}  // namespace plexus::peers
