#pragma once

#include <api/chain/chain_profile.hpp>
#include <api/net/peer_pool.hpp>

#include "method_table.hpp"

namespace plexus::rpc_server {

/// What the methods of a node need; pointers may be null.
struct NodeParts {
    const chain::ChainProfile& profile;
    net::PeerPool* pool;
};

/// web3 and net.
void add_node_methods(MethodTable& table, NodeParts parts);

}  // namespace plexus::rpc_server
