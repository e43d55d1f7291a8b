#pragma once

#include <set>
#include <string>
#include <vector>

#include <api/core/log.hpp>
#include <kit/enr/named_node.hpp>
#include <kit/net/host_names.hpp>

namespace plexus::discovery {

/// Bootnodes that have host names.
///
/// @thread  one strand
class NamedNodes {
public:
    /// @param lookup  finds the addresses of a host name
    NamedNodes(std::vector<enr::NamedNode> nodes, Logger logger,
               net::HostLookup lookup = net::look_up_host);

    /// The nodes, with the addresses that their names have now. A node whose name has none is left
    /// out; one warning says so, and the next one comes after the name had an address again.
    awaitable<std::vector<net::Node>> resolve();

    /// Whether there are none.
    bool empty() const noexcept { return nodes_.empty(); }

private:
    awaitable<bool> resolve(enr::NamedNode& named);

    std::vector<enr::NamedNode> nodes_;
    Logger log_;
    net::HostNames names_;
    std::set<std::string> unresolved_;  ///< names that were warned of, at most one for each node
};

}  // namespace plexus::discovery
