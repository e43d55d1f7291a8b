#pragma once

#include <chrono>

#include <kit/discovery/parameters.hpp>

namespace plexus::discv5 {

/// What an operator may choose, and the times that tests shorten.
struct Parameters : discovery::Parameters {
    // As go-ethereum has them: not options, because others count on them.
    Duration response_timeout = std::chrono::milliseconds{700};
    Duration check_interval = std::chrono::seconds{3};
};

}  // namespace plexus::discv5
