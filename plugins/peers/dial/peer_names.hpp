#pragma once

#include <set>

#include <api/core/log.hpp>
#include <kit/net/host_names.hpp>

#include <plugins/peers/pool/access_lists.hpp>

namespace plexus::peers {

/// The addresses of static and trusted nodes that have host names.
///
/// @thread  the pool's strand
class PeerNames {
public:
    /// How often the names of trusted nodes are looked up: they are not dialled, but connections
    /// from their addresses are let in first.
    static constexpr std::chrono::minutes trusted_interval{1};

    PeerNames(AccessLists& access, Logger logger, net::HostLookup lookup = net::look_up_host);

    /// The node with the addresses that its name has now, which the lists get too; a node without
    /// a name as it is. If the lookup fails, the addresses found before count.
    /// @errors as net::look_up_host(), where there are none
    awaitable<Result<net::Node>> resolve(net::Node node);

    /// Looks up the names of trusted nodes at intervals, and warns once of a name without address.
    /// Until cancelled.
    awaitable<void> keep_trusted();

private:
    awaitable<void> resolve_trusted();

    AccessLists& access_;
    Logger log_;
    net::HostNames names_;
    std::set<net::NodeId> warned_of_;  ///< trusted nodes, of which there is a bounded number
};

}  // namespace plexus::peers
