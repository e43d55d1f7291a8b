#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <api/net/node.hpp>
#include <api/net/prefix.hpp>
#include <kit/net/lru_map.hpp>

namespace plexus::discovery {

/// Which network a node was first heard of from: the node store lets each network of sources fill
/// only a few of its buckets.
///
/// @thread  none of its own: one caller at a time
class NodeSources {
public:
    /// Nodes that are remembered; more than wait to be probed and than a table holds.
    static constexpr std::size_t capacity = 4096;

    /// A node was named by another one. The first to name it counts.
    void note(const net::NodeId& named, const asio::ip::address& source);

    /// The source of a node for the node store: "discv4@203.0.0.0/16", or the protocol alone if
    /// nobody has named the node.
    std::string source(std::string_view protocol, const net::NodeId& id);

private:
    net::LruMap<net::NodeId, net::Prefix> networks_{capacity};
};

}  // namespace plexus::discovery
