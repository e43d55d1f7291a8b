#pragma once

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// Finds nodes of the network.
///
/// @thread  any; one caller at a time
class PLEXUS_API Discovery {
public:
    /// Any number of providers in a node.
    static constexpr ServiceKey key{"plexus.discovery", 1, Cardinality::many};

    virtual ~Discovery();

    /// The next node worth dialling; called by the dialler when it has a free slot. Nodes known to
    /// be of another chain are left out; the same node may come again later.
    /// @errors Errc::closed once discovery has stopped
    virtual awaitable<Result<Node>> next() = 0;
};

}  // namespace plexus::inline v1::net
