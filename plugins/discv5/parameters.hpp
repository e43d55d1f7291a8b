#pragma once

#include <chrono>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>
#include <kit/discovery/net_restrict.hpp>

namespace plexus::discv5 {

/// What an operator may choose, and the times that tests shorten.
struct Parameters {
    std::vector<net::Node> bootnodes{};
    discovery::NetRestrict restrict {};

    /// The table is refreshed at a random time between half of this and all of it.
    Duration refresh_interval = std::chrono::minutes{30};
    /// The longest pause between two random look-ups while nodes are wanted.
    Duration lookup_interval = std::chrono::seconds{30};

    // As go-ethereum has them: not options, because others count on them.
    Duration lookup_minimum = std::chrono::seconds{1};
    Duration response_timeout = std::chrono::milliseconds{700};
    Duration check_interval = std::chrono::seconds{3};
};

}  // namespace plexus::discv5
