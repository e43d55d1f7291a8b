#pragma once

#include <api/net/datagram_port.hpp>
#include <kit/discovery/candidates.hpp>
#include <kit/discovery/chain_filter.hpp>
#include <kit/discovery/table.hpp>

#include <plugins/discv5/requests/requests.hpp>

namespace plexus::discv5 {

/// The state that the parts of the service share; used on one strand only.
struct State {
    Executor executor;
    Clock& clock;
    net::LocalNode& self;
    net::DatagramPort& port;
    Parameters parameters;
    discovery::ChainFilter chain;
    discovery::Table table;
    Codec codec;
};

}  // namespace plexus::discv5
