#pragma once

#include <string>

#include <api/net/ban.hpp>
#include <api/net/peer_pool.hpp>

namespace plexus::control {

/// Reads a node that can be dialled: "enode://..." or "enr:...".
/// @errors RpcError, server_error, in go-ethereum's words
net::Node node_of(const std::string& text);

/// Reads the id of a node: an enode, an enr, all 128 hexadecimal digits of the id, or the first 8
/// or more of them where `pool` has exactly one such node among its peers, static and trusted ones.
/// @errors RpcError, invalid_params
net::NodeId id_of(const std::string& text, const net::PeerPool& pool);

/// Reads what id_of() reads, an address, or a prefix in CIDR notation.
/// @errors RpcError, invalid_params
net::BanTarget target_of(const std::string& text, const net::PeerPool& pool);

}  // namespace plexus::control
