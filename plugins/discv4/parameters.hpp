#pragma once

#include <chrono>

#include <kit/discovery/parameters.hpp>

namespace plexus::discv4 {

/// What an operator may choose, and the times that tests shorten.
struct Parameters : discovery::Parameters {
    // devp2p discv4 and go-ethereum p2p/discover: not options, because others count on them.
    Duration reply_timeout = std::chrono::milliseconds{500};
    Duration fast_check = std::chrono::seconds{3};
    Duration slow_check = std::chrono::seconds{9};
};

}  // namespace plexus::discv4
