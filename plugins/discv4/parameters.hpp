#pragma once

#include <chrono>
#include <vector>

#include <api/async/clock.hpp>
#include <api/net/node.hpp>

#include <plugins/discv4/kademlia.hpp>

namespace plexus::discv4 {

/// What an operator may choose, and the times that tests shorten.
struct Parameters {
    std::vector<net::Node> bootnodes{};
    NetRestrict restrict {};

    /// The table is refreshed at a random time between half of this and all of it.
    Duration refresh_interval = std::chrono::minutes{30};
    /// The longest pause between two random look-ups while nodes are wanted.
    Duration lookup_interval = std::chrono::seconds{30};
    /// The shortest pause: the first one, and the pause as long as look-ups find new nodes.
    Duration lookup_minimum = std::chrono::seconds{1};

    // devp2p discv4 and go-ethereum p2p/discover: not options, because others count on them.
    Duration reply_timeout = std::chrono::milliseconds{500};
    Duration fast_check = std::chrono::seconds{3};
    Duration slow_check = std::chrono::seconds{9};
};

}  // namespace plexus::discv4
