#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include <api/chain/chain_parameters.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/net/local_node.hpp>
#include <api/net/peer_pool.hpp>
#include <api/plugin/lease.hpp>

namespace plexus::control {

/// Where the responses come from: what the node has at the moment of the call, or null.
struct NodeParts {
    std::filesystem::path data_dir;
    Lease<net::LocalNode> node;
    Lease<net::PeerPool> pool;
    Lease<chain::ChainProfile> profile;
    Lease<chain::HeadTracker> heads;
    Lease<chain::ChainParameters> parameters;
};

/// @param what  names the part for the error
/// @errors RpcError, method_not_found, if it is absent
void require_part(bool present, const char* what);

/// This node over JSON-RPC: admin_nodeInfo [], admin_datadir [].
/// @spec go-ethereum, p2p/server.go, NodeInfo; node/api.go
class NodeMethods {
public:
    explicit NodeMethods(const NodeParts& parts) : parts_(parts) {}

    static std::vector<std::string> methods();

    /// @param method  one of methods()
    /// @errors RpcError; without a node key there is no admin_nodeInfo
    boost::json::value call(const std::string& method, boost::json::value params) const;

private:
    boost::json::value info() const;

    const NodeParts& parts_;
};

}  // namespace plexus::control
