#pragma once

#include "found.hpp"

namespace plexus::crawl {

/// All of a probe takes no longer.
inline constexpr std::chrono::seconds probe_timeout{10};

/// Connects to a node, reads its Hello and, without a Status of our own, its Status, and leaves.
awaitable<Probe> probe(net::Transport& transport, net::Node node);

}  // namespace plexus::crawl
