#pragma once

#include <vector>

#include <api/core/asio.hpp>
#include <api/core/result.hpp>
#include <api/net/node.hpp>
#include <api/plugin/service.hpp>

namespace plexus::inline v1::net {

/// Requests to single nodes by a discovery protocol, for a crawler. The caller limits the rate.
///
/// @thread any
class PLEXUS_API DiscoveryQuery {
public:
    virtual ~DiscoveryQuery();

    /// The nodes to begin with; those that have host names with their addresses of now.
    virtual awaitable<std::vector<Node>> bootnodes() = 0;

    /// The record that a node has now.
    /// @errors Errc::timed_out, Errc::overloaded, Errc::invalid_data
    virtual awaitable<Result<NodeRecordPtr>> record(Node node) = 0;

    /// Nodes that `node` knows in one part of the network: part 0 is the half of all ids that is
    /// farthest from its own, part 1 half of the rest, and so on up to `parts` - 1. At most 16.
    /// @errors Errc::timed_out, Errc::overloaded
    virtual awaitable<Result<std::vector<Node>>> neighbors(Node node, unsigned part) = 0;

    /// A node knows no other node nearer to its own id than the last part.
    static constexpr unsigned parts = 12;
};

/// Requests by discv4: ENRRequest and FindNode.
class PLEXUS_API Discv4Query : public DiscoveryQuery {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.discv4-query", 1, Cardinality::one};
    ~Discv4Query() override;
};

/// Requests by discv5: FINDNODE.
class PLEXUS_API Discv5Query : public DiscoveryQuery {
public:
    /// One provider in a node.
    static constexpr ServiceKey key{"plexus.discv5-query", 1, Cardinality::one};
    ~Discv5Query() override;
};

}  // namespace plexus::inline v1::net
