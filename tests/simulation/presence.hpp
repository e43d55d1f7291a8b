#pragma once

#include <cstdint>

#include <kit/testing/fake_local_node.hpp>
#include <kit/testing/loop.hpp>
#include <kit/testing/network.hpp>

#include "internet.hpp"
#include "run_log.hpp"
#include "simulated_node.hpp"

namespace plexus::simulation {

/// What all nodes of a simulation share.
struct Environment {
    testing::Loop loop;
    RunLog log{loop};
    Internet internet{loop};
    testing::Network network{loop};
};

/// What a node is to the others: a key, an address, a port for datagrams and one for connections.
struct Presence {
    /// @param number   another one gives another key and address
    /// @param hostile  an honest node is in a /16 of its own; hostile ones are cheaper: eight in a
    ///                 /16, two in a /24
    Presence(Environment& environment, std::uint64_t number, bool hostile);

    void add_to(Surroundings& surroundings);

    net::Node node() const { return local.node(); }

    testing::FakeLocalNode local;
    SimulatedPort port;
    testing::MemoryTransport transport;
};

}  // namespace plexus::simulation
