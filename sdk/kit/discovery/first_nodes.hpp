#pragma once

#include <vector>

#include <api/core/log.hpp>
#include <kit/discovery/named_nodes.hpp>
#include <kit/discovery/parameters.hpp>
#include <kit/discovery/stored_nodes.hpp>

namespace plexus::discovery {

/// The nodes that a search begins with: the bootnodes, and nodes that responded in earlier runs.
///
/// @thread  one strand
class FirstNodes {
public:
    /// @param parameters  outlives this
    /// @param seeds       yields nodes of earlier runs; may be empty
    FirstNodes(const Parameters& parameters, StoredNodes::SeedSource seeds, const Logger& logger);

    /// Looks up the host names of bootnodes anew, and takes other nodes of earlier runs each time:
    /// the bootnodes may be gone, or may all belong to one operator.
    awaitable<std::vector<net::Node>> find();

    /// Finds them, and keeps them for known().
    awaitable<void> refresh();

    /// What the last refresh() found.
    const std::vector<net::Node>& known() const noexcept { return known_; }

    /// Whether a bootnode has a host name, which may have another address by now.
    bool has_names() const noexcept { return !named_.empty(); }

private:
    const Parameters& parameters_;
    StoredNodes::SeedSource seeds_;
    NamedNodes named_;
    std::vector<net::Node> known_;
};

}  // namespace plexus::discovery
