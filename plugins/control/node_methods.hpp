#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include <api/chain/chain_parameters.hpp>
#include <api/chain/chain_profile.hpp>
#include <api/chain/head_tracker.hpp>
#include <api/net/local_node.hpp>

namespace plexus::control {

/// Where the responses come from; pointers may be null.
struct NodeParts {
    std::filesystem::path data_dir;
    net::LocalNode* node;
    chain::ChainProfile* profile;
    chain::HeadTracker* heads;
    chain::ChainParameters* parameters;
};

/// This node over JSON-RPC: admin_nodeInfo [], admin_datadir [].
/// @spec go-ethereum, p2p/server.go, NodeInfo; node/api.go
class NodeMethods {
public:
    explicit NodeMethods(NodeParts parts) : parts_(std::move(parts)) {}

    /// Without a node key there is no admin_nodeInfo.
    std::vector<std::string> methods() const;

    /// @param method  one of methods()
    /// @errors RpcError
    boost::json::value call(const std::string& method, boost::json::value params) const;

private:
    boost::json::value info() const;

    NodeParts parts_;
};

}  // namespace plexus::control
