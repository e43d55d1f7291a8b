#pragma once

#include <memory>

#include <api/net/transport.hpp>
#include <api/plugin/runtime.hpp>

#include "inbound_gate.hpp"
#include "pool.hpp"

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
    using Arrival = std::unique_ptr<net::Arrival>;

    void admit(Arrival arrival);
    awaitable<void> receive(Arrival arrival);
    awaitable<void> greet(Arrival arrival, InboundGate::Pass& pass);
    void give_back(InboundGate::Pass& pass);

    Pool& pool_;
    net::Transport& transport_;
    Runtime& runtime_;
    InboundGate gate_;
    Metric& arrivals_;
    Metric& turned_away_;
};

}  // namespace plexus::peers
