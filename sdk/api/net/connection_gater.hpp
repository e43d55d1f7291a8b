#pragma once

#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// Keeps nodes from becoming peers of this node, for a reason of its own. What it does not allow is
/// not dialled, and refused when it connects, with RefusalCause::gated. Static and trusted nodes
/// are exempt. Peers that are connected stay: whoever wants them to go disconnects them.
///
/// @thread  any, several calls at once; neither waits nor throws
/// @spec    libp2p, ConnectionGater: InterceptPeerDial and InterceptSecured
class PLEXUS_API ConnectionGater {
public:
    /// Any number of providers in a node; all of them must allow a node.
    static constexpr ServiceKey key{"plexus.connection-gater", 1, Cardinality::many};

    virtual ~ConnectionGater();

    /// Whether this node may have that one as a peer now. Called before each dial, and again when
    /// the remote has proved its id.
    virtual bool allows(const NodeId& id) const noexcept = 0;
};

}  // namespace plexus::inline v1::net
