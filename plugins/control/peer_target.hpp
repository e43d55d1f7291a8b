#pragma once

#include <string>

#include <api/net/ban.hpp>
#include <api/net/peer_pool.hpp>
#include <kit/enr/named_node.hpp>

namespace plexus::control {

/// Reads a node: "enode://..." or "enr:...".
/// @errors RpcError, server_error, in go-ethereum's words
enr::NamedNode node_of(const std::string& text);

/// Reads a node that can be dialled. The addresses of a host name are looked up once, now.
/// @errors as node_of(), also for a name without address
awaitable<net::Node> dialled_node_of(std::string text);

/// Reads the id of a node: an enode, an enr, all 128 hexadecimal digits of the id, or the first 8
/// or more of them where `pool` has exactly one such node among its peers, static and trusted ones.
/// @errors RpcError, invalid_params
net::NodeId id_of(const std::string& text, const net::PeerPool& pool);

/// Reads what id_of() reads, an address, or a prefix in CIDR notation.
/// @errors RpcError, invalid_params
net::BanTarget target_of(const std::string& text, const net::PeerPool& pool);

}  // namespace plexus::control
